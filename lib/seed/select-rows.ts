import type { Knex } from 'knex';
import { plainQuery } from '../catalog/plain-query.ts';
import { dialectOf } from '../dialect/dialect-of.ts';
import { rowsOf } from '../dialect/rows-of.ts';

type Row = Readonly<Record<string, unknown>>;

/** Sends SQL without bindings: a question mark in it is an operator, or stands in a text. */
export function sendSql(knex: Knex, sql: string): Promise<unknown> {
  // Knex 3.3.0 makes `$1` of it on PostgreSQL only (positionBindings of the dialect).
  const isPostgres = dialectOf(knex)?.name === 'postgres';
  return plainQuery(knex, isPostgres ? sql.replaceAll('?', '\\?') : sql);
}

/** The rows of a query, however the driver hands them over. */
export async function selectRows(knex: Knex, sql: string): Promise<readonly Row[]> {
  return rowsOf<Row>(await sendSql(knex, sql));
}
