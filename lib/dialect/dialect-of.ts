import type { Knex } from 'knex';
import type { Dialect } from './dialect.ts';
import { mysql } from './mysql.ts';
import { postgres } from './postgres.ts';
import { sqlite } from './sqlite.ts';

/** Knex's `client.dialect` (3.3.0) of the families that we know. */
const byKnexDialect: Readonly<Record<string, Dialect>> = {
  postgresql: postgres,
  sqlite3: sqlite,
  mysql,
};

/**
 * Tells which database family a Knex talks to.
 *
 * @returns undefined for families that knex-stairway does not know (mssql, oracledb, …)
 */
export function dialectOf(knex: Pick<Knex, 'client'>): Dialect | undefined {
  const { dialect }: { dialect?: string } = knex.client;
  return dialect === undefined ? undefined : byKnexDialect[dialect];
}
