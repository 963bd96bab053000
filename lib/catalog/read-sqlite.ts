import { groupBy } from '../group-by.ts';
import type { Knex } from 'knex';
import { readKeptComments } from '../schema/sqlite-comments.ts';
import { tokensOf } from '../schema/sqlite-text.ts';
import type { Catalog, CatalogColumn, CatalogTable, CatalogView } from './catalog.ts';
import { plainQuery } from './plain-query.ts';
import { canonical } from './sqlite-canonical.ts';
import { parseIndexText } from './sqlite-index-text.ts';
import { parseTableText, type TableText } from './sqlite-table-text.ts';

interface SchemaRow {
  readonly type: 'table' | 'index' | 'view' | 'trigger';
  readonly name: string;
  readonly tbl_name: string;
  readonly sql: string;
}

interface ColumnRow {
  readonly table: string;
  readonly name: string;
  readonly type: string;
  readonly notnull: number;
  readonly dflt_value: string | null;
  /** 0 plain, 1 of a virtual table, 2 generated, 3 generated and stored. */
  readonly hidden: number;
}

interface TableRow {
  readonly name: string;
  readonly type: 'table' | 'view' | 'virtual' | 'shadow';
  readonly wr: number;
  readonly strict: number;
}

/** Finds the comment of a table or, where one is given, of its column. */
type CommentOf = (table: string, column: string | null) => string | null;

function commentKey(table: string, column: string | null): string {
  return JSON.stringify([table, column]);
}

/** Reads a SQLite database: its schema table, and pragmas for what columns are. */
export async function readSqlite(knex: Knex): Promise<Catalog> {
  const query = async <Row>(sql: string, bindings?: readonly unknown[]): Promise<readonly Row[]> =>
    (await plainQuery(knex, sql, bindings)) as readonly Row[];
  const objects = await query<SchemaRow>(
    "select type, name, tbl_name, sql from sqlite_schema where sql is not null and name not like 'sqlite^_%' escape '^'",
  );
  const kinds = new Map(
    (await query<TableRow>("select * from pragma_table_list where schema = 'main'")).map((row) => [
      row.name,
      row,
    ]),
  );
  const columns = await query<ColumnRow>(
    `select m.name as "table", c.name, c.type, c."notnull", c.dflt_value, c.hidden
     from sqlite_schema m join pragma_table_xinfo(m.name) c where m.type = 'table'
     order by m.name, c.cid`,
  );
  const columnsOf = groupBy(columns, ({ table }) => table);
  const comments = new Map(
    (await readKeptComments(query)).map(({ table, column, comment }) => [
      commentKey(table, column),
      comment,
    ]),
  );
  const commentOf: CommentOf = (table, column) => comments.get(commentKey(table, column)) ?? null;

  const tables: CatalogTable[] = [];
  const views: CatalogView[] = [];
  for (const { type, name, sql } of objects) {
    const kind = kinds.get(name);
    if (type === 'table' && kind?.type !== 'shadow') {
      tables.push(tableOf(name, sql, kind, columnsOf.get(name) ?? [], objects, commentOf));
    } else if (type === 'view') {
      views.push(viewOf(name, sql, await viewColumns(query, name)));
    }
  }
  return {
    dialect: 'sqlite',
    tables,
    views,
    triggers: objects
      .filter(({ type }) => type === 'trigger')
      .map(({ name, tbl_name: table, sql }) => ({
        schema: null,
        table,
        name,
        comment: null,
        definition: canonical(tokensOf(sql)),
        enabled: 'origin',
      })),
    schemas: [],
    types: [],
    sequences: [],
    functions: [],
    policies: [],
    extensions: [],
    grants: [],
    others: [],
  };
}

/** A view over what is gone has no columns that SQLite could tell. */
async function viewColumns(
  query: <Row>(sql: string, bindings: readonly string[]) => Promise<readonly Row[]>,
  name: string,
): Promise<readonly ColumnRow[]> {
  try {
    return await query<ColumnRow>('select * from pragma_table_xinfo(?)', [name]);
  } catch {
    return [];
  }
}

function tableOf(
  name: string,
  sql: string,
  kind: TableRow | undefined,
  rows: readonly ColumnRow[],
  objects: readonly SchemaRow[],
  commentOf: CommentOf,
): CatalogTable {
  const isVirtual = kind?.type === 'virtual';
  const names = rows.map((row) => row.name);
  const text = isVirtual ? undefined : parseTableText(sql, names);
  const options = [
    kind?.wr === 1 ? 'without rowid' : [],
    kind?.strict === 1 ? 'strict' : [],
    isVirtual ? canonical(tokensOf(sql)) : [],
  ].flat();
  return {
    schema: null,
    name,
    kind: isVirtual ? 'virtual table' : 'table',
    comment: commentOf(name, null),
    columns: rows.map((row, index) => columnOf(row, index + 1, text, commentOf(name, row.name))),
    constraints: text?.constraints ?? [],
    indexes: objects
      .filter(({ type, tbl_name: table }) => type === 'index' && table === name)
      .map((index) => parseIndexText(index.name, index.sql, names)),
    parents: null,
    partitionBy: null,
    rowSecurity: 'off',
    options: options.length === 0 ? null : options.join(', '),
  };
}

function viewOf(name: string, sql: string, rows: readonly ColumnRow[]): CatalogView {
  return {
    schema: null,
    name,
    kind: 'view',
    comment: null,
    columns: rows.map((row, index) => columnOf(row, index + 1, undefined, null)),
    indexes: [],
    definition: canonical(tokensOf(sql)),
    options: null,
  };
}

function columnOf(
  row: ColumnRow,
  position: number,
  text: TableText | undefined,
  comment: string | null,
): CatalogColumn {
  const key = text?.constraints.find(({ kind }) => kind === 'pk')?.columns ?? [];
  const expression = text?.generated.get(row.name);
  return {
    name: row.name,
    type: row.type.toLowerCase(),
    nullable: row.notnull === 0,
    default: row.dflt_value === null ? null : canonical(tokensOf(row.dflt_value)),
    generated: expression === undefined ? null : { expression, stored: row.hidden === 3 },
    identity:
      text?.autoincrement === true && key[0] === row.name
        ? { kind: 'autoincrement', sequence: null }
        : null,
    collation: text?.collations.get(row.name) ?? null,
    comment,
    position,
    options: row.hidden === 1 ? 'hidden' : null,
  };
}
