import { codeText } from '../code-text.ts';
import type {
  Catalog,
  CatalogColumn,
  CatalogConstraint,
  CatalogTable,
} from '../catalog/catalog.ts';
import { columnCode, commentCode, type Numbering } from './baseline-column.ts';
import { constraintCode, constraintSql, indexCode, indexSql } from './baseline-key.ts';
import {
  rawStatement,
  schemaCode,
  type BaselineContext,
  type BaselineStep,
} from './baseline-script.ts';

/** Code of a table, and of those foreign keys whose tables come later. */
export interface TableCode {
  readonly table: BaselineStep;
  readonly later: BaselineStep;
}

/**
 * Writes `createTable`, and SQL behind it for what no call says.
 *
 * @param isThere tells whether a table that a foreign key refers to has been made
 */
export function tableCode(
  table: CatalogTable,
  catalog: Catalog,
  context: BaselineContext,
  isThere: (constraint: CatalogConstraint) => boolean,
): TableCode {
  const inside: string[] = [];
  const behind: string[] = [];
  const later: string[] = [];
  const drops: string[] = [];
  const numberings = new Map(
    table.columns.map((column) => [column.name, numberingOf(column, table, catalog)]),
  );
  const keys = table.constraints.filter(
    (constraint) => !isInColumn(constraint, table, numberings, context),
  );
  const make = (constraint: CatalogConstraint): void => {
    const call = constraintCode(constraint, table, context);
    if (call === undefined) behind.push(constraintSql(constraint, table, context));
    else inside.push(call);
  };
  for (const key of keys.filter(({ kind }) => kind !== 'fk')) make(key);
  for (const index of table.indexes) {
    const call = indexCode(index, table, context);
    if (call !== undefined) inside.push(call);
    else behind.push(...indexSql(index, table, context).map((sql) => rawStatement(sql, context)));
  }
  for (const key of keys.filter(({ kind }) => kind === 'fk')) {
    if (isThere(key)) {
      make(key);
      continue;
    }
    const call = constraintCode(key, table, context);
    later.push(
      ...(call === undefined
        ? [constraintSql(key, table, context)]
        : alter(table, [call], context)),
    );
    drops.push(...alter(table, [`table.dropForeign([], ${codeText(key.name ?? '')});`], context));
  }

  const comment = commentCode(table.comment, table, undefined, context);
  const body = [
    ...(comment === '' ? [] : [`table${comment};`]),
    ...engineOf(table, context),
    ...table.columns.map((column) =>
      columnCode(column, table, numberings.get(column.name), context),
    ),
    ...inside,
  ];
  const schema = schemaCode(table.schema, context);
  const name = codeText(table.name);
  return {
    table: {
      up: [
        [
          `await ${schema}.createTable(${name}, (table) => {`,
          ...body.map((line) => `  ${line}`),
          '});',
        ].join('\n'),
        ...behind,
      ],
      down: [`await ${schema}.dropTable(${name});`],
    },
    later: { up: later, down: drops },
  };
}

/** Statements that change a table by calls on `table`. */
export function alter(
  { schema, name }: CatalogTable,
  calls: readonly string[],
  context: BaselineContext,
): string[] {
  if (calls.length === 0) return [];
  const lines = calls.map((line) => `  ${line}`);
  const head = `await ${schemaCode(schema, context)}.alterTable(${codeText(name)}, (table) => {`;
  return [[head, ...lines, '});'].join('\n')];
}

/** How a column numbers itself, where Knex has a call for just that. */
export function numberingOf(
  column: CatalogColumn,
  table: CatalogTable,
  { dialect, sequences }: Catalog,
): Numbering {
  const { name, type, identity } = column;
  const key = table.constraints.find(({ kind }) => kind === 'pk')?.columns.join();
  if (column.options !== null || column.nullable) return undefined;
  if (dialect === 'sqlite') {
    return identity?.kind === 'autoincrement' && type === 'integer' ? 'increments' : undefined;
  }
  if (dialect === 'mysql') {
    if (identity?.kind !== 'auto_increment' || key !== name) return undefined;
    if (/^int(?:\(10\))? unsigned$/u.test(type)) return 'increments';
    return /^bigint(?:\(20\))? unsigned$/u.test(type) ? 'bigIncrements' : undefined;
  }
  const sequence = sequences.find(
    ({ ownedBy }) =>
      ownedBy?.schema === table.schema && ownedBy.table === table.name && ownedBy.column === name,
  );
  const max = { integer: '2147483647', bigint: '9223372036854775807' }[type];
  const isSerial =
    sequence?.name === `${table.name}_${name}_seq` &&
    sequence.schema === table.schema &&
    column.default?.startsWith('nextval(') === true &&
    sequence.type === type &&
    sequence.max === max &&
    sequence.comment === null &&
    !sequence.cycle &&
    [sequence.start, sequence.increment, sequence.min, sequence.cache].every((one) => one === '1');
  if (!isSerial) return undefined;
  return type === 'integer' ? 'increments' : 'bigIncrements';
}

/** What the column says by itself: a check on SQLite, a key that numbers itself. */
function isInColumn(
  constraint: CatalogConstraint,
  table: CatalogTable,
  numberings: ReadonlyMap<string, Numbering>,
  { dialect, config }: BaselineContext,
): boolean {
  const { kind, columns, name } = constraint;
  const [column = ''] = columns;
  if (dialect.name === 'sqlite' && kind === 'ck' && columns.length === 1) return true;
  if (dialect.name === 'mysql' && kind === 'ck' && name === null) return true;
  if (kind !== 'pk' || columns.length > 1 || numberings.get(column) === undefined) return false;
  if (dialect.name === 'postgres') return config === undefined && name === `${table.name}_pkey`;
  return dialect.name === 'mysql' || config === undefined;
}

function engineOf({ options }: CatalogTable, { dialect }: BaselineContext): string[] {
  if (dialect.name !== 'mysql') return [];
  const engine = /engine (?<name>\w+)/u.exec(options ?? '')?.groups?.['name'] ?? 'InnoDB';
  const collation = /collate (?<name>\w+)/u.exec(options ?? '')?.groups?.['name'];
  return [
    ...(engine === 'InnoDB' ? [] : [`table.engine('${engine}');`]),
    ...(collation === undefined
      ? []
      : [
          `table.charset('${collation.split('_', 1).join('')}');`,
          `table.collate('${collation}');`,
        ]),
  ];
}
