import { existsSync } from 'node:fs';
import type { Knex } from 'knex';
import type { Bookkeeping } from '../bookkeeping/bookkeeping.ts';
import { hasTable } from '../bookkeeping/ensure-tables.ts';
import { plainRows } from '../bookkeeping/plain-client.ts';
import { dialectOf } from '../dialect/dialect-of.ts';
import { isLockTaken } from './lock-taken.ts';
import { openLockSession } from './lock-session.ts';
import { mysqlLock } from './mysql-lock.ts';
import { postgresLock } from './postgres-lock.ts';
import type { RunRow } from './run-record.ts';
import type { LockHolder } from './lock-holder.ts';
import { lockFileOf, readFileName } from './sqlite-lock.ts';

/** Who holds the lock of migrations. */
export type LockState =
  | { readonly state: 'free' }
  /** A run of knex-stairway is at work. */
  | ({ readonly state: 'held' } & LockHolder)
  /** Knex's own lock is set: a plain Knex is at work, or was killed. */
  | { readonly state: 'set-by-knex' };

/**
 * Looks who holds the lock, and takes none.
 *
 * @param record what the run that holds it, or the last one, has written down
 */
export async function readLock(
  knex: Knex,
  bookkeeping: Bookkeeping,
  record: RunRow | undefined,
): Promise<LockState> {
  const session = await readHolder(knex, bookkeeping);
  if (session !== undefined) {
    const { host, pid, since } = record ?? {};
    return { state: 'held', host, pid, since, session: session || undefined };
  }
  return (await isSetByKnex(knex, bookkeeping)) ? { state: 'set-by-knex' } : { state: 'free' };
}

/** @returns how the database calls the session of the holder, empty where it has no name for it */
async function readHolder(knex: Knex, { config }: Bookkeeping): Promise<string | undefined> {
  const dialect = dialectOf(knex)?.name;
  if (dialect === undefined) return undefined;
  if (dialect === 'sqlite') return (await isFileLocked(knex)) ? '' : undefined;
  const session = await openLockSession(knex);
  try {
    const lock = await (dialect === 'postgres' ? postgresLock : mysqlLock)(session, config);
    return await lock.readHolderSession();
  } finally {
    await session.close();
  }
}

/** Nobody reads a file of SQLite that another has locked exclusively. */
async function isFileLocked(knex: Knex): Promise<boolean> {
  const database = await readFileName(knex);
  const file = database === undefined ? undefined : lockFileOf(database);
  if (file === undefined || !existsSync(file)) return false;
  const { connectionSettings } = knex.client as { connectionSettings: { options?: object } };
  const options = { ...connectionSettings.options, readonly: true };
  const session = await openLockSession(knex, {
    connection: { filename: file, options } as Knex.BetterSqlite3ConnectionConfig,
    // What the project does to a new connection is meant for its database.
    pool: {},
  }).catch(() => undefined);
  // Its holder has removed it meanwhile.
  if (session === undefined) return false;
  try {
    await session.query('pragma busy_timeout = 0');
    await session.query('select count(*) from sqlite_master');
    return false;
  } catch (error) {
    return isLockTaken(error);
  } finally {
    await session.close();
  }
}

/** Knex writes 1; what else is not 0 a run of ours has left behind, and the next one frees. */
async function isSetByKnex(knex: Knex, { config }: Bookkeeping): Promise<boolean> {
  if (!(await hasTable(knex, config, config.lockTableName))) return false;
  const rows = (await plainRows(knex, config, config.lockTableName).select('is_locked')) as {
    readonly is_locked: unknown;
  }[];
  return rows.some(({ is_locked: value }) => Number(value) === 1);
}
