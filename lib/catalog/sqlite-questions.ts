import { groupBy } from '../group-by.ts';
import { commentTable } from '../schema/sqlite-comments.ts';
import type { ColumnRow, SchemaRow, TableRow } from './sqlite-tables.ts';

/** Sends SQL on the connection of a reading. */
export type Query = <Row>(sql: string, bindings?: readonly unknown[]) => Promise<readonly Row[]>;

/** What pragmas know of tables, by their names. */
export interface Facts {
  readonly kinds: ReadonlyMap<string, TableRow>;
  readonly columns: ReadonlyMap<string, readonly ColumnRow[]>;
}

/** What SQLite stores of tables, indexes, views and triggers, a line of JSON each. */
export const schemaSql: string = `
  select group_concat(json_object('type', type, 'name', name, 'table', tbl_name, 'sql', sql),
    char(10)) as text
  from sqlite_schema where sql is not null and name not like 'sqlite^_%' escape '^'`;

/** Comments, likewise. */
export const commentsSql: string = `
  select group_concat(json_object('table', table_name, 'column', column_name, 'comment', comment),
    char(10)) as text
  from ${commentTable}`;

/** Asks for one of the two. */
export async function readText(query: Query, sql: string): Promise<string | null> {
  const [row] = await query<{ readonly text: string | null }>(sql);
  return row?.text ?? null;
}

/** Asks for both: one question is quicker than two; undefined where the table of comments is gone. */
export async function readBoth(
  query: Query,
): Promise<{ readonly schema: string | null; readonly comments: string | null } | undefined> {
  try {
    const [row] = await query<{ schema: string | null; comments: string | null }>(
      `select (${schemaSql}) as schema, (${commentsSql}) as comments`,
    );
    return row;
  } catch {
    return undefined;
  }
}

/** Asks what tables are, and what columns they have. */
export async function readFacts(query: Query, tables: readonly SchemaRow[]): Promise<Facts> {
  if (tables.length === 0) return { kinds: new Map(), columns: new Map() };
  const names = [JSON.stringify(tables.map(({ name }) => name))];
  const rows = await query<TableRow & ColumnRow & { readonly kind: TableRow['type'] }>(
    `select l.name as "table", l.type as kind, l.wr, l.strict, c.name, c.type, c."notnull",
       c.dflt_value, c.hidden
     from json_each(?) j join pragma_table_list(j.value) l join pragma_table_xinfo(j.value) c
     where l.schema = 'main' order by j.key, c.cid`,
    names,
  );
  return {
    kinds: new Map(
      rows.map(({ table, kind, wr, strict }) => [table, { name: table, type: kind, wr, strict }]),
    ),
    columns: groupBy(rows, ({ table }) => table),
  };
}
