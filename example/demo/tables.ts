import type { Knex } from 'knex';

export interface Table {
  readonly name: string;
  /** In their order in the table. */
  readonly columns: readonly string[];
}

/** Tells whether Knex keeps its own records in a table. */
export function isKnexTable(name: string): boolean {
  return name === 'knex_migrations' || name === 'knex_migrations_lock';
}

/** Reads the tables and views of the current schema, sorted by name. */
export async function readTables(knex: Knex): Promise<Table[]> {
  const rows = await queryOf(knex);
  const columns = new Map<string, string[]>();
  for (const { tbl, col } of rows) columns.set(tbl, [...(columns.get(tbl) ?? []), col]);
  return [...columns].map(([name, names]) => ({ name, columns: names }));
}

function queryOf(knex: Knex): Promise<{ readonly tbl: string; readonly col: string }[]> {
  const { dialect }: { dialect?: string } = knex.client;
  if (dialect === 'sqlite3') {
    return knex
      .select('m.name as tbl', 'c.name as col')
      .from(knex.raw('sqlite_master as m, pragma_table_info(m.name) as c'))
      .whereIn('m.type', ['table', 'view'])
      .whereRaw("m.name not like 'sqlite!_%' escape '!'")
      .orderBy(['m.name', 'c.cid']);
  }
  return knex('information_schema.columns')
    .select('table_name as tbl', 'column_name as col')
    .whereRaw(`table_schema = ${dialect === 'mysql' ? 'database()' : 'current_schema()'}`)
    .orderBy(['table_name', 'ordinal_position']);
}
