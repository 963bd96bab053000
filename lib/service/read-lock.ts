import { existsSync } from 'node:fs';
import type { Knex } from 'knex';
import type { Bookkeeping } from '../bookkeeping/bookkeeping.ts';
import { plainClient, rowsOf } from '../bookkeeping/plain-client.ts';
import { dialectOf } from '../dialect/dialect-of.ts';
import { openLockSession } from './lock-session.ts';
import { mysqlLock } from './mysql-lock.ts';
import { postgresLock } from './postgres-lock.ts';
import type { RunRow } from './run-record.ts';
import type { LockHolder } from './lock-holder.ts';
import { lockFileOf } from './sqlite-lock.ts';

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
  const files: unknown = await plainClient(knex).raw('pragma database_list');
  const main = rowsOf<{ name: string; file: string }>(files).find(({ name }) => name === 'main');
  const file = lockFileOf(main?.file ?? '');
  if (!main?.file || !existsSync(file)) return false;
  const { connectionSettings } = knex.client as { connectionSettings: { options?: object } };
  const options = { ...connectionSettings.options, readonly: true };
  const session = await openLockSession(knex, {
    connection: { filename: file, options } as Knex.BetterSqlite3ConnectionConfig,
    pool: {},
  }).catch(() => undefined);
  // Its holder has removed it meanwhile.
  if (session === undefined) return false;
  try {
    await session.query('pragma busy_timeout = 0');
    await session.query('select count(*) from sqlite_master');
    return false;
  } catch (error) {
    return /^SQLITE_(?:BUSY|LOCKED)/u.test(String((error as { code?: unknown }).code));
  } finally {
    await session.close();
  }
}

/** Knex writes 1; what else is not 0 a run of ours has left behind, and the next one frees. */
async function isSetByKnex(knex: Knex, { config }: Bookkeeping): Promise<boolean> {
  const { lockTableName, schemaName } = config;
  const client = plainClient(knex);
  const schema = client.schemaBuilder();
  const isThere = await (
    schemaName === undefined ? schema : schema.withSchema(schemaName)
  ).hasTable(lockTableName);
  if (!isThere) return false;
  const rows = (await client
    .queryBuilder()
    .from(lockTableName)
    .withSchema(schemaName as string)
    .select('is_locked')) as { readonly is_locked: unknown }[];
  return rows.some(({ is_locked: value }) => Number(value) === 1);
}
