import type { Knex } from 'knex';
import { plainQuery } from '../catalog/plain-query.ts';
import { dialectOf } from '../dialect/dialect-of.ts';
import { rowsOf } from '../dialect/rows-of.ts';
import { inMode } from '../schema/sql-literal.ts';

type Row = Readonly<Record<string, unknown>>;

/** Sends SQL without bindings: a question mark in it is an operator, or stands in a text. */
export async function sendSql(knex: Knex, sql: string): Promise<unknown> {
  // Knex 3.3.0 makes `$1` of it on PostgreSQL only (positionBindings of the dialect).
  if (dialectOf(knex)?.name === 'postgres') return plainQuery(knex, sql.replaceAll('?', '\\?'));
  return plainQuery(knex, sql.includes('\0') ? inMode(sql, await readMode(knex)) : sql);
}

/** The `sql_mode` of MySQL, by which it reads a backslash in a text. */
async function readMode(knex: Knex): Promise<string> {
  const [row] = rowsOf<Row>(await plainQuery(knex, 'select @@sql_mode as mode'));
  return String(row?.['mode']);
}

/** The rows of a query, however the driver hands them over. */
export async function selectRows(knex: Knex, sql: string): Promise<readonly Row[]> {
  return rowsOf<Row>(await sendSql(knex, sql));
}
