import type {
  ColumnBuilderInternals,
  ForeignData,
  Statement,
  TableBuilderInternals,
} from './knex-internals.ts';
import { checkKinds, type CheckKind } from './check-kind.ts';
import { inlineConstraintOf } from './inline-constraint.ts';
import { keyNameOf } from './key-name.ts';
import { listOf, TableNamer, type ChosenName, type NamingContext } from './table-namer.ts';
import { VerbatimName } from '../naming/verbatim.ts';

/** Names that Knex has no argument for; the compilers put them in. */
export interface TablePlan {
  /** Names of the checks of `enu` columns. */
  readonly enumChecks: ReadonlyMap<ColumnBuilderInternals, ChosenName>;
  /** Names of primary keys that must stand in the definition of their column. */
  readonly inlinePrimaryKeys: ReadonlyMap<ColumnBuilderInternals, ChosenName>;
  readonly namer: TableNamer;
}

type AlterStatement = Extract<Statement, { grouping: 'alterTable' }>;

/**
 * Names everything in a table that its callback has described, by putting names into the arguments
 * of Knex's own statements; what cannot be named is reported to the scope.
 *
 * The statements are fresh: Knex runs the callback at every compilation.
 */
export function planTable(builder: TableBuilderInternals, context: NamingContext): TablePlan {
  const namer = new TableNamer(builder, context);
  const enumChecks = new Map<ColumnBuilderInternals, ChosenName>();
  const inlinePrimaryKeys = new Map<ColumnBuilderInternals, ChosenName>();
  const plan = { enumChecks, inlinePrimaryKeys, namer };
  const columns = builder._statements.flatMap((statement) =>
    statement.grouping === 'columns' ? [statement.builder] : [],
  );

  planPrimaryKey(builder, columns, context, plan);
  for (const column of columns) planColumn(column, context, plan);
  for (const statement of builder._statements) {
    if (statement.grouping === 'alterTable') {
      planners[statement.method]?.(statement, namer, context, builder);
    } else if (statement.grouping === 'checks') {
      const [sql, bindings, given] = statement.args;
      const name = namer.choose('ck', given, [], checkCall(sql));
      if (name !== undefined) statement.args = [sql, bindings, name.quoted];
    }
  }
  return plan;
}

/** Names the one primary key, whichever call asks for it. */
function planPrimaryKey(
  builder: TableBuilderInternals,
  columns: readonly ColumnBuilderInternals[],
  context: NamingContext,
  plan: {
    readonly namer: TableNamer;
    readonly inlinePrimaryKeys: Map<ColumnBuilderInternals, ChosenName>;
  },
): void {
  const { namer } = plan;
  const { dialect } = context;
  const explicit = builder._statements.filter(
    (statement): statement is AlterStatement =>
      statement.grouping === 'alterTable' && statement.method === 'primary',
  );
  const implied = columns.filter(
    (column) => column._method === 'add' && impliesPrimaryKey(column, dialect.name),
  );
  const calls = [
    ...explicit.map(({ args }) => `primary(${listOf(args[0]).map(String).join(', ')})`),
    ...(explicit.length === 0 ? implied : []).map(
      (column) => `${column._type}('${nameOf(column)}')`,
    ),
  ];
  if (calls.length > 1) {
    namer.report(
      'E_PRIMARY_KEY_TWICE',
      calls.join(' and '),
      'ask for a primary key each, and a table has one',
      "Name its columns in one call: table.primary(['a', 'b']).",
    );
    return;
  }

  const [statement] = explicit;
  const increments = columns.find((column) => column._method === 'add' && isIncrements(column));
  if (dialect.name === 'sqlite' && increments !== undefined) {
    planAutoincrement(increments, statement, builder, plan);
    return;
  }
  const [column] = implied;
  if (
    dialect.name === 'mysql' &&
    statement !== undefined &&
    increments !== undefined &&
    impliesPrimaryKey(increments, dialect.name) &&
    listOf(statement.args[0]).join() === nameOf(increments)
  ) {
    // It says what the column says by itself, but at the cost of its comment.
    builder._statements = builder._statements.filter((other) => other !== statement);
    return;
  }
  if (statement === undefined && column === undefined) return;
  const call = statement ?? {
    grouping: 'alterTable' as const,
    method: 'primary',
    args: [
      [column === undefined ? '' : nameOf(column)],
      column === undefined ? undefined : keyNameOf(column),
    ],
  };
  if (statement === undefined) {
    // What is a primary key by itself needs no help where that bears no name.
    const isKey = dialect.name === 'postgres' || (column !== undefined && isIncrements(column));
    const isNamed = namer.hasTemplate('pk') || call.args[1] !== undefined;
    if (isKey && !(isNamed && dialect.namesPrimaryKeys)) return;
    builder._statements.push(call);
  }
  const [keyColumns, option] = call.args;
  const { constraintName, ...rest } = optionsOf(option, 'constraintName');
  const list = [...listOf(keyColumns)];
  if (!dialect.namesPrimaryKeys) {
    // Knex 3.3.0 changes the list, and breaks on a name within an object.
    call.args = typeof constraintName === 'string' ? [list, constraintName] : [list];
    return;
  }
  const name = namer.choose('pk', constraintName, list, `primary(${list.map(String).join(', ')})`);
  if (name === undefined) return;
  if (dialect.name === 'postgres') call.args = [list, { ...rest, constraintName: name.raw }];
  else call.args = [list, builder._method === 'alter' ? name.text : name.raw];
}

/** SQLite: an autoincrement column is the primary key, and says so in its own definition. */
function planAutoincrement(
  increments: ColumnBuilderInternals,
  statement: AlterStatement | undefined,
  builder: TableBuilderInternals,
  {
    namer,
    inlinePrimaryKeys,
  }: {
    readonly namer: TableNamer;
    readonly inlinePrimaryKeys: Map<ColumnBuilderInternals, ChosenName>;
  },
): void {
  const column = nameOf(increments);
  const [keyColumns, option] = statement?.args ?? [];
  const given = optionsOf(option, 'constraintName')['constraintName'];
  const list = listOf(keyColumns);
  const isComposite = list.length > 1 || (list.length === 1 && list[0] !== column);
  const name = namer.choose(
    'pk',
    (isComposite ? undefined : given) ?? keyNameOf(increments),
    [column],
    `${increments._type}('${column}')`,
  );
  if (name !== undefined) inlinePrimaryKeys.set(increments, name);
  if (statement === undefined) return;
  if (!isComposite) {
    builder._statements = builder._statements.filter((other) => other !== statement);
    return;
  }
  namer.report(
    'E_PRIMARY_KEY_AUTOINCREMENT',
    `primary(${list.map(String).join(', ')})`,
    `stands beside ${increments._type}('${column}'), which on SQLite is the primary key by itself`,
    `Write unique([${list.map((item) => `'${String(item)}'`).join(', ')}]), or make ${column} an integer.`,
  );
}

function planColumn(
  column: ColumnBuilderInternals,
  { dialect }: NamingContext,
  {
    namer,
    enumChecks,
  }: { readonly namer: TableNamer; readonly enumChecks: Map<ColumnBuilderInternals, ChosenName> },
): void {
  const columnName = nameOf(column);
  if ('check' in column._modifiers) {
    namer.report(
      'E_COLUMN_CHECK',
      `${columnName}.check()`,
      'is a method that Knex has, but cannot compile',
      "Write table.check('price > ?', [0], 'price_positive').",
    );
  }
  for (const kind of checkKinds) {
    const args = column._modifiers[kind.method];
    if (args === undefined) continue;
    const call = `${columnName}.${kind.method}()`;
    if (column._method === 'alter' && !dialect.addsColumnChecks) {
      namer.report(
        'E_CHECK_ALTER',
        `${call}.alter()`,
        `cannot be added to a column that is there: Knex has no way to on ${dialect.name}`,
        `Write table.check('…', [], '${columnName}_${kind.suffix}').`,
      );
      continue;
    }
    const name = namer.choose(
      'ck',
      args[kind.nameAt] ?? automaticName(columnName, kind, namer),
      [columnName],
      call,
    );
    if (name !== undefined)
      column._modifiers[kind.method] = withArgument(args, kind.nameAt, name.quoted);
  }
  if (
    column._type === 'enu' &&
    dialect.checksEnums &&
    !(dialect.hasEnumTypes && isNativeEnum(column))
  ) {
    const call = `enu('${columnName}')`;
    if (column._method === 'alter') {
      namer.report(
        'E_ENUM_ALTER',
        `${call}.alter()`,
        'cannot change the check of an enum (Knex sends invalid SQL, or keeps both checks)',
        `Write table.dropChecks('${columnName}_enum'), then table.check('${columnName} in (…)', [], '${columnName}_enum').`,
      );
      return;
    }
    const name = namer.choose(
      'ck',
      automaticName(columnName, { suffix: 'enum' }, namer),
      [columnName],
      call,
    );
    if (name !== undefined) enumChecks.set(column, name);
  }
  if (column._type === 'specificType') {
    const kind = inlineConstraintOf(String(column._args[1] ?? ''));
    if (kind !== undefined && namer.hasTemplate(kind.kind)) {
      namer.report(
        'E_INLINE_CONSTRAINT',
        `specificType('${columnName}')`,
        `holds "${kind.text}" within its SQL, where no convention can name it`,
        `Write ${kind.repair}, or name it there: constraint … ${kind.text}.`,
      );
    }
  }
}

function automaticName(
  column: string,
  { suffix }: Pick<CheckKind, 'suffix'>,
  namer: TableNamer,
): string | undefined {
  return namer.namesChecksByName ? `${namer.storedColumn(column) ?? column}_${suffix}` : undefined;
}

type Planner = (
  statement: AlterStatement,
  namer: TableNamer,
  context: NamingContext,
  builder: TableBuilderInternals,
) => void;

const planners: Readonly<Record<string, Planner>> = {
  unique(statement, namer, context) {
    const [columns, option] = statement.args;
    const { indexName, ...rest } = optionsOf(option, 'indexName');
    const call = `unique(${listOf(columns).map(String).join(', ')})`;
    refusePredicate(rest['predicate'], call, namer, context);
    const name = namer.choose('uq', indexName, columns, call);
    const options = { ...rest, ...boundPredicate(rest['predicate'], context) };
    if (name !== undefined) statement.args = [columns, { ...options, indexName: name.raw }];
  },

  index(statement, namer, context) {
    const [columns, given, option] = statement.args;
    const options: Record<string, unknown> = isRecord(option) ? option : { indexType: option };
    const type = String(options['indexType'] ?? '').toLowerCase();
    const call = `index(${listOf(columns).map(String).join(', ')})`;
    refusePredicate(options['predicate'], call, namer, context);
    if (type === 'unique' && !context.dialect.typesIndexes) {
      namer.report(
        'E_INDEX_TYPE',
        call,
        `shall be unique by its indexType, which Knex drops silently on ${context.dialect.name}`,
        `Write table.unique([${listOf(columns)
          .map((column) => `'${String(column)}'`)
          .join(', ')}]).`,
      );
      return;
    }
    const name = namer.choose(type === 'unique' ? 'uq' : 'ix', given, columns, call);
    const bound = isRecord(option)
      ? { ...option, ...boundPredicate(option['predicate'], context) }
      : option;
    if (name !== undefined) statement.args = [columns, name.raw, bound];
  },

  foreign(statement, namer, context, builder) {
    const data = statement.args[0] as ForeignData;
    const columns = listOf(data.column);
    const call = `foreign(${columns.map(String).join(', ')})`;
    if (typeof data.inTable !== 'string' || data.references === undefined) {
      namer.report(
        'E_FOREIGN_KEY_TABLE',
        call,
        'names no table that it refers to, and Knex would drop it silently',
        "Add .references('id').inTable('user').",
      );
      return;
    }
    const name = namer.choose('fk', data.keyName, columns, call, {
      table: data.inTable,
      columns: data.references,
    });
    if (name === undefined) return;
    const isRewrite = context.dialect.name === 'sqlite' && builder._method === 'alter';
    data.keyName = isRewrite ? name.text : name.raw;
  },

  check(statement, namer, context) {
    const [sql, bindings, given] = statement.args;
    const name = namer.choose('ck', given, [], checkCall(sql));
    // Knex 3.3.0 passes the bindings of an added check over.
    const text =
      listOf(bindings).length > 0 ? String(context.client.raw(String(sql), bindings)) : sql;
    if (name !== undefined) statement.args = [text, undefined, name.quoted];
  },

  dropPrimary: dropPlanner('pk', 'dropPrimary'),
  dropUnique: dropPlanner('uq', 'dropUnique'),
  dropIndex: dropPlanner('ix', 'dropIndex'),
  // These ask the database for the name.
  dropForeign: ({ args: [columns] }, namer) => namer.releaseForeign(columns),
  dropForeignIfExists: ({ args: [columns] }, namer) => namer.releaseForeign(columns),
  dropColumn: ({ args }, namer) => namer.releaseColumns(args.flat()),

  dropChecks(statement, namer) {
    const names = statement.args.flat();
    statement.args = [
      names.map((given) => {
        const name = namer.find('ck', given, [], `dropChecks('${String(given)}')`);
        return name?.quoted ?? given;
      }),
    ];
  },
};

function dropPlanner(kind: 'pk' | 'uq' | 'ix', method: string): Planner {
  return (statement, namer, { dialect }) => {
    const [first, second] = statement.args;
    const [columns, given] = kind === 'pk' ? [[], first] : [first, second];
    if (kind === 'pk' && (!dialect.namesPrimaryKeys || dialect.name === 'sqlite')) return;
    const call = `${method}(${listOf(columns).map(String).join(', ')})`;
    const name = namer.find(kind, given, columns, call);
    if (name !== undefined) statement.args = kind === 'pk' ? [name.raw] : [columns, name.raw];
  };
}

function refusePredicate(
  predicate: unknown,
  call: string,
  namer: TableNamer,
  { dialect }: NamingContext,
): void {
  if (predicate === undefined || dialect.supportsPartialIndexes) return;
  namer.report(
    'E_PREDICATE',
    call,
    `has a predicate, which ${dialect.name} does not have and Knex drops silently: it would cover all rows`,
    'Leave it out, or index a generated column that is null for the other rows.',
  );
}

/** Puts the values of a predicate into its SQL: CREATE INDEX takes no bindings. */
function boundPredicate(predicate: unknown, { client }: NamingContext): { predicate?: unknown } {
  if (predicate === undefined) return {};
  const compiler = client.queryCompiler(predicate);
  const where = compiler.where();
  if (compiler.bindings.length === 0) return { predicate };
  const text = String(client.raw(where.replace(/^where /u, ''), compiler.bindings));
  return { predicate: client.queryBuilder().whereRaw(text) };
}

function optionsOf(option: unknown, key: string): Record<string, unknown> {
  return isRecord(option) && !(option instanceof VerbatimName) ? option : { [key]: option };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function withArgument(args: readonly unknown[], index: number, value: unknown): unknown[] {
  const copy = Array.from({ length: Math.max(args.length, index + 1) }, (_, at) => args[at]);
  copy[index] = value;
  return copy;
}

function isIncrements({ _type }: ColumnBuilderInternals): boolean {
  return _type.toLowerCase().includes('increments');
}

/** As `_canBeAddPrimaryKey` of Knex 3.3.0; SQLite's increments are a primary key whatever they say. */
function impliesPrimaryKey(column: ColumnBuilderInternals, dialect: string): boolean {
  const options = column._args[1];
  if (isIncrements(column)) {
    return (
      dialect === 'sqlite' ||
      options === undefined ||
      (isRecord(options) && options['primaryKey'] === true)
    );
  }
  return column._type === 'uuid' && isRecord(options) && options['primaryKey'] === true;
}

function isNativeEnum({ _args }: ColumnBuilderInternals): boolean {
  const options = _args[2];
  return isRecord(options) && options['useNative'] === true;
}

/** Name of a column; increments without one are `id` (Knex's default). */
function nameOf(column: ColumnBuilderInternals): string {
  return String(column._args[0] ?? 'id');
}

function checkCall(sql: unknown): string {
  const text = String(sql);
  return `check(${text.length > 40 ? `${text.slice(0, 40)}…` : text})`;
}
