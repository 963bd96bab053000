import type { Run } from './run.ts';

/**
 * Lets a transaction of PostgreSQL end before it is on disk. The log is one sequence: a later commit
 * that waits brings all before it to the disk (to replicas, too, where it waits for them), so the disk
 * is waited for once in a run:
 *
 * - The last migration waits, as the database is set.
 * - Where a run ends early, `readDurable` waits before it is said what is applied.
 * - So it does before a migration without a transaction, which nothing takes back.
 *
 * A server that crashes in between loses migrations from the end, each together with its row: they are
 * pending again (https://www.postgresql.org/docs/18/wal-async-commit.html). None is applied behind one
 * that is lost: a crash takes the session of the lock with it, after which each `holdText` fails.
 */
export const withoutDiskWait = 'set local synchronous_commit = off';

/**
 * Brings to the disk what was committed without waiting for it, and reads what of it is there.
 *
 * @param names of migrations that are committed
 * @returns those that are applied for good; none where the database does not say so
 */
export async function readDurable(
  { record, bookkeeping, knex }: Pick<Run, 'record' | 'bookkeeping' | 'knex'>,
  token: number,
  names: readonly string[],
): Promise<readonly string[]> {
  if (names.length === 0) return [];
  try {
    // It writes a row, if the same. One that is another run's by now was written by a later commit.
    await record.hold(knex, token);
    const recorded = new Set(await bookkeeping.readNames(knex));
    return names.filter((name) => recorded.has(name));
  } catch {
    return [];
  }
}
