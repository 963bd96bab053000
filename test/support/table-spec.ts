import type { DialectName } from '../../lib/dialect/dialect.ts';
import type { Random } from './random.ts';

/** A table as a generator describes it: data only, for builders and for expectations. */
export interface TableSpec {
  readonly schema: string | undefined;
  readonly name: string;
  readonly method: 'createTable' | 'createTableIfNotExists';
  readonly created: PartSpec;
  /** What an alterTable adds; nothing in some tables. */
  readonly added: PartSpec;
}

export interface PartSpec {
  readonly columns: readonly ColumnSpec[];
  readonly constraints: readonly ConstraintSpec[];
}

export type ColumnType =
  | 'increments'
  | 'bigIncrements'
  | 'uuidKey'
  | 'integer'
  | 'bigInteger'
  | 'string'
  | 'text'
  | 'boolean'
  | 'date'
  | 'timestamp'
  | 'decimal'
  | 'float'
  | 'binary'
  | 'json'
  | 'uuid'
  | 'enu';

export interface ColumnSpec {
  readonly name: string;
  readonly type: ColumnType;
  readonly isNotNull: boolean;
  readonly default: number | string | undefined;
}

export type CheckMethod = keyof typeof checkSuffixes;

/** What an unnamed check is called by, behind its column. */
export const checkSuffixes = {
  checkPositive: 'positive',
  checkNegative: 'negative',
  checkIn: 'in',
  checkNotIn: 'not_in',
  checkBetween: 'between',
  checkLength: 'length',
  checkRegex: 'regex',
  enu: 'enum',
} as const;

/** How a check without a name is called: by its column, as it is stored, and its kind. */
export function checkNameOf(
  { columns, method }: ConstraintSpec,
  stored: (name: string) => string,
): string {
  if (method === undefined) throw new TypeError('a check of a table must have a name');
  return `${stored(columns[0] ?? '')}_${checkSuffixes[method]}`;
}

export interface ConstraintSpec {
  readonly kind: 'pk' | 'fk' | 'uq' | 'ix' | 'ck';
  readonly columns: readonly string[];
  /** Whether the column asks for it, or the table. */
  readonly at: 'column' | 'table';
  readonly given?: { readonly name: string; readonly isVerbatim: boolean } | undefined;
  readonly form?: 'partial' | 'deferrable' | 'no-constraint' | 'unique-index' | 'typed' | undefined;
  readonly referred?: { readonly table: string; readonly columns: readonly string[] } | undefined;
  /** Checks of a column only. */
  readonly method?: CheckMethod | undefined;
}

/** A table that all others may refer to: `id`, and `a` and `b` together. */
export interface ParentSpec {
  readonly name: string;
  readonly key: string;
  readonly pair: readonly [string, string];
}

export interface SpecOptions {
  readonly dialect: DialectName;
  readonly schema: string | undefined;
  readonly parents: readonly ParentSpec[];
  /** A name as the database stores it. */
  readonly stored: (name: string) => string;
}

const words = [
  'user',
  'Order',
  'select',
  'group',
  'table',
  'id',
  'createdAt',
  'UPPER',
  'snake_case',
  'mixedCaseName',
  'two words',
  'kebab-case',
  'cash$&',
  '100%(table_name)s',
  'äpfel',
  'naïve',
  '日本語',
  'ελλάδα',
];

/** Names that Knex 3.3.0 cannot quote when it builds a table of SQLite anew. */
const quotedWords = ["it's", 'quo"te', 'back`tick'];

const longWords = [
  'a_name_that_is_long_enough_to_be_cut',
  'unaussprechlichLangerName',
  'äöü'.repeat(6),
  '列'.repeat(12),
];

/** Makes the table of a number: the same for the same random numbers. */
export function generateTable(random: Random, number: number, options: SpecOptions): TableSpec {
  const { dialect, schema } = options;
  const names = new Set<string>();
  const name = fit(`${random.pick(allWords(random, dialect))}_${number}`, number, options);
  const created = generatePart(random, { ...options, table: name, number, names, before: [] });
  const hasMore = random.chance(50);
  const added = hasMore
    ? generatePart(random, {
        ...options,
        table: name,
        number,
        names,
        before: created.columns,
        hasKey: created.constraints.some(({ kind }) => kind === 'pk'),
        taken: created.constraints,
      })
    : { columns: [], constraints: [] };
  const method = !hasMore && random.chance(10) ? 'createTableIfNotExists' : 'createTable';
  return { schema, name, method, created, added };
}

interface PartOptions extends SpecOptions {
  readonly table: string;
  readonly number: number;
  readonly names: Set<string>;
  /** Columns that are there already. */
  readonly before: readonly ColumnSpec[];
  readonly hasKey?: boolean;
  readonly taken?: readonly ConstraintSpec[];
}

function generatePart(random: Random, options: PartOptions): PartSpec {
  const { before } = options;
  const isNew = before.length === 0;
  const columns = Array.from({ length: (isNew ? 2 : 0) + random.below(5) }, (_, index) =>
    generateColumn(random, index, options),
  );
  const all = [...before, ...columns];
  const constraints: ConstraintSpec[] = [...(options.taken ?? [])];
  const start = constraints.length;
  const add = (constraint: ConstraintSpec): void => {
    const isTwin = constraints.some(
      (other) =>
        other.kind === constraint.kind &&
        (constraint.kind === 'ck'
          ? other.method === constraint.method && other.method !== undefined
          : true) &&
        other.columns.length > 0 &&
        other.columns.join() === constraint.columns.join(),
    );
    if (isTwin) return;
    const given = random.chance(15)
      ? {
          name: `${random.pick(['Given', 'as_said', 'été'])}_${options.number}_${constraints.length}`,
          isVerbatim: random.chance(40),
        }
      : undefined;
    const isNameless = constraint.kind === 'ck' && constraint.method === 'enu';
    const isNamed = constraint.kind === 'ck' && constraint.method === undefined;
    constraints.push({
      ...constraint,
      given: isNameless
        ? undefined
        : isNamed
          ? (given ?? { name: `holds_${constraints.length}`, isVerbatim: false })
          : given,
    });
  };

  addPrimaryKey(random, columns, options, add);
  for (const column of columns) addColumnConstraints(random, column, options, add);
  addTableConstraints(random, all, options, add);
  const target = constraints.find(
    ({ kind, columns: of, form }) =>
      kind === 'pk' && form === undefined && of.length === 1 && typeOf(all, of[0]) === 'integer',
  );
  const self = columns.find(
    ({ name, type }) => type === 'integer' && !target?.columns.includes(name),
  );
  if (target !== undefined && self !== undefined && random.chance(60)) {
    add({
      kind: 'fk',
      columns: [self.name],
      // What alterTable adds comes in the order of its calls, and the key must be there first.
      at: isNew ? random.pick(['column', 'table']) : 'table',
      referred: {
        table: options.schema === undefined ? options.table : `${options.schema}.${options.table}`,
        columns: target.columns,
      },
    });
  }
  return { columns, constraints: constraints.slice(start) };
}

const types: readonly ColumnType[] = [
  'integer',
  'integer',
  'integer',
  'bigInteger',
  'string',
  'string',
  'text',
  'boolean',
  'date',
  'timestamp',
  'decimal',
  'float',
  'binary',
  'json',
  'uuid',
  'enu',
];

function generateColumn(random: Random, index: number, options: PartOptions): ColumnSpec {
  const { names, before } = options;
  const isNew = before.length === 0;
  const type =
    isNew && index === 0 && random.chance(50)
      ? random.pick<ColumnType>(['increments', 'bigIncrements', 'uuidKey'])
      : random.pick(types);
  let name = fit(random.pick(allWords(random, options.dialect)), index, options);
  while (names.has(options.stored(name).toLowerCase())) name = `${name.slice(0, 40)}${names.size}`;
  names.add(options.stored(name).toLowerCase());
  return {
    name,
    type,
    // SQLite adds no column that must not be null.
    isNotNull: isNew && random.chance(40),
    default: random.chance(25)
      ? { integer: 7, string: 'none', boolean: 1, decimal: 2 }[type as string]
      : undefined,
  };
}

function addPrimaryKey(
  random: Random,
  columns: readonly ColumnSpec[],
  { dialect, hasKey, before }: PartOptions,
  add: (constraint: ConstraintSpec) => void,
): void {
  const [first] = columns;
  if (first === undefined) return;
  if (['increments', 'bigIncrements', 'uuidKey'].includes(first.type)) {
    // MySQL: Knex 3.3.0 loses the auto_increment of bigIncrements beside a primary().
    const isExplicit =
      first.type === 'increments' || (first.type === 'bigIncrements' && dialect !== 'mysql');
    const at = isExplicit && random.chance(30) ? 'table' : 'column';
    add({ kind: 'pk', columns: [first.name], at });
    return;
  }
  if (hasKey === true || !random.chance(70)) return;
  const candidates = columns.filter(({ type }) => isIndexable(type));
  const chosen = random.sample(candidates, random.chance(60) ? 1 : 2).map(({ name }) => name);
  if (chosen.length === 0) return;
  // SQLite adds no column that is a primary key, and builds the table anew for one of the table.
  const isColumn = chosen.length === 1 && random.chance(50);
  const form = dialect === 'postgres' && !isColumn && random.chance(10) ? 'deferrable' : undefined;
  if (before.length > 0 && dialect === 'mysql' && random.chance(50)) return;
  add({ kind: 'pk', columns: chosen, at: isColumn ? 'column' : 'table', form });
}

function addColumnConstraints(
  random: Random,
  column: ColumnSpec,
  { dialect, parents, before, schema }: PartOptions,
  add: (constraint: ConstraintSpec) => void,
): void {
  const { name, type } = column;
  const columns = [name];
  const at = 'column';
  if (type === 'enu' && dialect !== 'mysql') add({ kind: 'ck', columns, at, method: 'enu' });
  if (isIndexable(type)) {
    if (random.chance(15)) add({ kind: 'uq', columns, at });
    if (random.chance(15)) add({ kind: 'ix', columns, at });
  }
  if (type === 'integer' && random.chance(35)) {
    const { name: table, key } = random.pick(parents);
    const referred = { table: schema === undefined ? table : `${schema}.${table}`, columns: [key] };
    add({ kind: 'fk', columns, at, referred });
  }
  const methods = checkMethodsOf(type, dialect);
  // SQLite: Knex keeps one check within a column that is added.
  const limit =
    before.length > 0 && dialect === 'sqlite' ? (type === 'enu' ? 0 : 1) : random.below(4);
  for (const method of random.sample(methods, random.chance(40) ? limit : 0)) {
    add({ kind: 'ck', columns, at, method });
  }
}

function addTableConstraints(
  random: Random,
  all: readonly ColumnSpec[],
  { dialect, parents, schema }: PartOptions,
  add: (constraint: ConstraintSpec) => void,
): void {
  const indexable = all.filter(({ type }) => isIndexable(type)).map(({ name }) => name);
  const integers = all.filter(({ type }) => type === 'integer').map(({ name }) => name);
  const strings = all.filter(({ type }) => type === 'string').map(({ name }) => name);
  const at = 'table';
  const some = (): string[] => random.sample(indexable, 1 + random.below(3));
  if (indexable.length > 0 && random.chance(40)) {
    const forms = { postgres: ['partial', 'deferrable', 'no-constraint'], sqlite: ['partial'] };
    const ofDialect = dialect === 'mysql' ? [] : forms[dialect];
    const form = random.pick([undefined, ...ofDialect]) as ConstraintSpec['form'];
    add({ kind: 'uq', columns: some(), at, form });
  }
  if (indexable.length > 0 && random.chance(40)) {
    const forms = {
      postgres: ['partial', 'typed', 'unique-index'],
      sqlite: ['partial'],
      mysql: ['typed', 'unique-index'],
    }[dialect];
    const form = random.pick([undefined, ...forms]) as ConstraintSpec['form'];
    add({ kind: form === 'unique-index' ? 'uq' : 'ix', columns: some(), at, form });
  }
  if (strings.length > 0 && dialect === 'mysql' && random.chance(10)) {
    add({ kind: 'ix', columns: strings, at, form: 'typed' });
  }
  if (integers.length > 1 && random.chance(40)) {
    const { name, pair } = random.pick(parents);
    const referred = { table: schema === undefined ? name : `${schema}.${name}`, columns: pair };
    add({ kind: 'fk', columns: random.sample(integers, 2), at, referred });
  }
  if (integers.length > 0 && random.chance(30)) {
    add({ kind: 'ck', columns: integers.slice(0, 1), at });
  }
}

function checkMethodsOf(type: ColumnType, dialect: DialectName): CheckMethod[] {
  if (type === 'integer' || type === 'decimal') {
    return ['checkPositive', 'checkNegative', 'checkBetween', 'checkIn', 'checkNotIn'];
  }
  if (type === 'enu') return ['checkLength', 'checkNotIn'];
  if (type !== 'string') return [];
  const texts: CheckMethod[] = ['checkIn', 'checkNotIn', 'checkLength', 'checkBetween'];
  return dialect === 'sqlite' ? texts : [...texts, 'checkRegex'];
}

function isIndexable(type: ColumnType): boolean {
  return ['integer', 'bigInteger', 'string', 'date', 'uuid', 'decimal'].includes(type);
}

function typeOf(columns: readonly ColumnSpec[], name: string | undefined): ColumnType | undefined {
  return columns.find((column) => column.name === name)?.type;
}

function allWords(random: Random, dialect: DialectName): readonly string[] {
  if (random.chance(25)) return longWords;
  return dialect === 'sqlite' || random.chance(85) ? words : quotedWords;
}

/** Puts something before a name that sets it apart, and cuts it to what all databases hold. */
function fit(name: string, number: number, { dialect, stored }: SpecOptions): string {
  const isShort = (text: string): boolean =>
    dialect === 'postgres' ? Buffer.byteLength(stored(text)) <= 63 : stored(text).length <= 60;
  let text = name;
  while (!isShort(text))
    text = `t${number}${text.slice(0, -4)}`.replace(/^(?<head>t\d+)\k<head>/u, '$<head>');
  return text;
}
