import type { Knex } from 'knex';
import type { SettledRun } from './run.ts';
import { openLockSession, type LockSession } from './lock-session.ts';
import type { MigrationLock } from './migration-lock.ts';
import { mysqlLock } from './mysql-lock.ts';
import { postgresLock } from './postgres-lock.ts';
import { readFileName, sqliteLock } from './sqlite-lock.ts';
import { waitForDatabase } from './wait-for-database.ts';

/** A way to the database that does not touch the pool before it is our turn. */
export interface MigrateConnection {
  readonly on: Knex;
  readonly lock: MigrationLock;
  readonly file: string | undefined;
  close(): Promise<void>;
}

/** A server that does not answer for so long is one to wait for. */
const firstTryMs = 10_000;

/** Connects at once where it can, and waits only where it must. */
export async function connect(run: SettledRun): Promise<MigrateConnection> {
  const { signal, waitMs, tell } = run.config;
  signal?.throwIfAborted();
  const wait = async (): Promise<unknown> =>
    waitForDatabase(run.knex, {
      limitMs: waitMs,
      signal,
      onWait: (waiting) => tell({ type: 'wait', ...waiting }),
    });
  if (run.dialect === 'sqlite') {
    await wait();
    const file = await readFileName(run.knex);
    return { on: run.knex, lock: sqliteLock(run.knex, file), file, close: async () => {} };
  }
  try {
    return await connectSession(run, Math.min(firstTryMs, waitMs || firstTryMs));
  } catch (error) {
    await wait();
    // It answers: it has come up meanwhile, or the error was another.
    if (waitMs === 0) throw error;
    return connectSession(run, firstTryMs);
  }
}

async function connectSession(
  { knex, dialect, bookkeeping }: SettledRun,
  timeoutMs: number,
): Promise<MigrateConnection> {
  const session = await openLockSession(knex, { acquireConnectionTimeout: timeoutMs });
  const lock = dialect === 'postgres' ? postgresLock : mysqlLock;
  return {
    on: session.knex,
    lock: await closingOnError(session, () => lock(session, bookkeeping.config)),
    file: undefined,
    close: () => session.close(),
  };
}

async function closingOnError<T>(session: LockSession, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    await session.close();
    throw error;
  }
}
