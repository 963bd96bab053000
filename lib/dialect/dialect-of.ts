import type { Knex } from 'knex';
import type { Dialect, DialectName } from './dialect.ts';
import { mysql } from './mysql.ts';
import { postgres } from './postgres.ts';
import { sqlite } from './sqlite.ts';

/** Knex's `client.dialect` (3.3.0) of the families that we know, whatever the driver. */
const byKnexDialect: ReadonlyMap<unknown, Dialect> = new Map([
  ['postgresql', postgres],
  ['sqlite3', sqlite],
  ['mysql', mysql],
]);

/**
 * Tells which database family a Knex talks to.
 *
 * @returns undefined for families that knex-stairway does not know (mssql, oracledb, …)
 */
export function dialectOf(knex: Pick<Knex, 'client'>): Dialect | undefined {
  const { dialect, driverName }: { dialect?: string; driverName?: string } = knex.client;
  // Knex gives CockroachDB the dialect of PostgreSQL, whose catalogs and DDL it does not share.
  return driverName === 'cockroachdb' ? undefined : byKnexDialect.get(dialect);
}

/** The facts of a family by its name. */
export function dialectNamed(name: DialectName): Dialect {
  return { postgres, sqlite, mysql }[name];
}
