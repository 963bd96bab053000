import type { NamedTable } from '../naming/convention.ts';
import type { ClientInternals, Query } from './knex-internals.ts';
import { sqliteLiteral } from './sql-literal.ts';
import { askOn } from './sqlite-rewrite.ts';
import { quote } from './sqlite-text.ts';

/**
 * SQLite has no comments. They stand in a table of their own: one row for each, `column_name` null
 * for that of the table itself. It comes with the first comment and goes with the last, so that a
 * database without tables is empty. Names of tables and columns differ by more than case only.
 */
export const commentTable = 'knex_stairway_comments';

/** What a statement has changed of the comments of one table. */
export interface CommentChange {
  readonly table: string | undefined;
  /** Texts by stored names; an empty one takes the comment away. */
  readonly columns: ReadonlyMap<string, string>;
}

/**
 * Makes the statements that keep the comments of a table that is created or altered.
 *
 * @param isNew whether rows of that name are those of a table that is gone
 */
export function keepQueries(
  { name, schema }: NamedTable,
  change: CommentChange,
  isNew: boolean,
  client: ClientInternals,
): readonly (string | Query)[] {
  const home = inSchema(schema, commentTable);
  const tableName = sqliteLiteral(name);
  const rows = valuesOf(tableName, change);
  const isChanged = change.table !== undefined || change.columns.size > 0;
  if (rows === '' && !isNew && !isChanged) return [];
  const forget = `delete from ${home} where table_name = ${tableName}${isNew ? '' : ` and (${conditionOf(change)})`}`;
  if (rows === '') return [changeQuery(schema, [forget], client)];
  return [
    `create table if not exists ${home} (table_name text not null collate nocase, column_name text collate nocase, comment text not null)`,
    forget,
    `insert into ${home} (table_name, column_name, comment) values ${rows}`,
  ];
}

/** By a loop, since a schema of 500 tables has 10,000 rows: lists of them would cost more than they. */
function valuesOf(tableName: string, { table, columns }: CommentChange): string {
  let rows =
    table === undefined || table === '' ? '' : `(${tableName}, null, ${sqliteLiteral(table)})`;
  for (const [column, comment] of columns) {
    if (comment === '') continue;
    if (rows !== '') rows += ', ';
    rows += `(${tableName}, ${sqliteLiteral(column)}, ${sqliteLiteral(comment)})`;
  }
  return rows;
}

function conditionOf({ table, columns }: CommentChange): string {
  return [
    ...(table === undefined ? [] : ['column_name is null']),
    ...[...columns.keys()].map((column) => `column_name is ${sqliteLiteral(column)}`),
  ].join(' or ');
}

/** Makes the statement behind one that drops a table or columns of it. */
export function forgetQuery(
  { name, schema }: NamedTable,
  columns: readonly string[] | undefined,
  client: ClientInternals,
): Query {
  const home = inSchema(schema, commentTable);
  const ofTable = `table_name = ${sqliteLiteral(name)}`;
  const list = columns?.map((column) => sqliteLiteral(column)).join(', ');
  const where = list === undefined ? ofTable : `${ofTable} and column_name in (${list})`;
  return changeQuery(schema, [`delete from ${home} where ${where}`], client);
}

/** Makes the statement behind one that gives a table or a column another name. */
export function moveQuery(
  { name, schema }: NamedTable,
  to: string,
  column: string | undefined,
  client: ClientInternals,
): Query {
  const home = inSchema(schema, commentTable);
  const [from, after] = [sqliteLiteral(column ?? name), sqliteLiteral(to)];
  const [field, where] =
    column === undefined
      ? ['table_name', '']
      : ['column_name', `table_name = ${sqliteLiteral(name)} and `];
  const isOther = (column ?? name).toLowerCase() !== to.toLowerCase();
  return changeQuery(
    schema,
    [
      // Of a namesake that is gone.
      ...(isOther ? [`delete from ${home} where ${where}${field} = ${after}`] : []),
      `update ${home} set ${field} = ${after} where ${where}${field} = ${from}`,
    ],
    client,
  );
}

/** Makes the statement behind one that copies the columns of a table. */
export function copyQuery(
  { name, schema }: NamedTable,
  original: string,
  client: ClientInternals,
): Query {
  const home = inSchema(schema, commentTable);
  const [from, to] = [sqliteLiteral(original), sqliteLiteral(name)];
  return changeQuery(
    schema,
    [
      `delete from ${home} where table_name = ${to}`,
      `insert into ${home} (table_name, column_name, comment) select ${to}, column_name, comment from ${home} where table_name = ${from} and column_name is not null`,
    ],
    client,
  );
}

/**
 * Asks whether the table of comments is there before it changes rows of it, and drops it with its
 * last one; rows of tables that were dropped past the wrapper go as well.
 */
function changeQuery(
  schema: string | undefined,
  changes: readonly string[],
  client: ClientInternals,
): Query {
  const home = inSchema(schema, commentTable);
  return {
    sql: existsSql(schema),
    bindings: [],
    async output(response) {
      if ((response as readonly unknown[]).length === 0) return [];
      const sweep = `delete from ${home} where table_name not in (select name from ${inSchema(schema, 'sqlite_schema')} where type = 'table')`;
      for (const sql of [...changes, sweep]) await this.query({ sql, bindings: [] });
      const left = await askOn(client, this.connection)(`select 1 from ${home} limit 1`);
      if (left.length === 0) await this.query({ sql: `drop table ${home}`, bindings: [] });
      return [];
    },
  };
}

function existsSql(schema: string | undefined): string {
  return `select 1 from ${inSchema(schema, 'sqlite_schema')} where type = 'table' and name = '${commentTable}'`;
}

function inSchema(schema: string | undefined, table: string): string {
  return schema === undefined ? table : `${quote(schema)}.${table}`;
}
