import { closeSync, existsSync, openSync, rmSync, statSync } from 'node:fs';
import type { Knex } from 'knex';
import { plainClient } from '../bookkeeping/plain-client.ts';
import { rowsOf } from '../dialect/rows-of.ts';
import { openLockSession, type LockSession } from './lock-session.ts';
import { isLockTaken } from './lock-taken.ts';
import type { HeldLock, MigrationLock } from './migration-lock.ts';
import { cannotLock } from './service-error.ts';

/** Databases in memory that are being migrated: their connection is the database, so it needs no file. */
const inMemory = new Set<unknown>();

/**
 * An exclusive transaction of a file beside the database, which the operating system ends together
 * with its process. The file is empty, and is removed by whoever held the lock.
 *
 * @param file of the database; undefined where it lies in memory
 */
export function sqliteLock(knex: Knex, file: string | undefined): MigrationLock {
  return {
    tryTake: () => (file === undefined ? takeMemory(knex) : takeFile(knex, lockFileOf(file))),
    async clear() {
      if (file === undefined || !existsSync(lockFileOf(file))) return;
      const held = await takeFile(knex, lockFileOf(file));
      await held?.release();
    },
    isPooled: false,
    // What SQLite knows of the holder is what the holder wrote down.
    readHolderSession: async () => undefined,
  };
}

/** Absolute, as SQLite knows it; undefined for a database in memory. */
export async function readFileName(knex: Knex): Promise<string | undefined> {
  const result: unknown = await plainClient(knex).raw('pragma database_list');
  const files = rowsOf<{ readonly name: string; readonly file: string }>(result);
  return files.find(({ name }) => name === 'main')?.file || undefined;
}

/** The file that is locked instead of the database. */
export function lockFileOf(file: string): string {
  return `${file}-stairway-lock`;
}

async function takeMemory(knex: Knex): Promise<HeldLock | undefined> {
  const { pool } = knex.client as { readonly pool: unknown };
  if (inMemory.has(pool)) return undefined;
  inMemory.add(pool);
  return {
    isHeld: async () => true,
    release: async () => void inMemory.delete(pool),
  };
}

async function takeFile(knex: Knex, file: string): Promise<HeldLock | undefined> {
  ensureFile(file);
  const before = inodeOf(file);
  // What the project does to a new connection is meant for its database, and fails on a locked file.
  const session = await openLockSession(knex, { connection: connectionOf(knex, file), pool: {} });
  const isThere = (): boolean => before !== undefined && inodeOf(file) === before;
  try {
    // Whoever holds the lock may remove the file between any two of these lines; what was opened is
    // the file that was there before and is there once it is locked.
    const isOpened = isThere();
    await session.query('pragma busy_timeout = 0');
    await session.query('begin exclusive');
    if (isOpened && isThere()) return heldFile(session, file, isThere);
  } catch (error) {
    await session.close();
    // SQLite calls it an I/O error where the file that it has open is gone.
    if (isLockTaken(error) || !isThere()) return undefined;
    throw error;
  }
  await session.close();
  return undefined;
}

function ensureFile(file: string): void {
  try {
    closeSync(openSync(file, 'a'));
  } catch (error) {
    throw cannotLock(file, error);
  }
}

function heldFile(session: LockSession, file: string, isThere: () => boolean): HeldLock {
  return {
    isHeld: async () => isThere(),
    async release() {
      // While it is locked: who has opened it meanwhile will look whether it is still there.
      removeFile(file);
      await session.close();
    },
  };
}

/** Of the project's own, only where the driver lies is of use. */
function connectionOf(knex: Knex, filename: string): Knex.Sqlite3ConnectionConfig {
  const { connectionSettings } = knex.client as {
    readonly connectionSettings?: { readonly options?: { readonly nativeBinding?: string } };
  };
  const nativeBinding = connectionSettings?.options?.nativeBinding;
  return { filename, ...(nativeBinding !== undefined && { options: { nativeBinding } }) } as never;
}

function inodeOf(file: string): bigint | undefined {
  return statSync(file, { bigint: true, throwIfNoEntry: false })?.ino;
}

function removeFile(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // Windows keeps a file that is open; it is empty, and does no harm.
  }
}
