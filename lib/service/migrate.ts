import type { Knex } from 'knex';
import { listMigrationsOf, type Listed } from '../bookkeeping/listed.ts';
import { checksumOf } from '../history/checksum.ts';
import { applyAll } from './apply.ts';
import type { Loaded } from './apply-migration.ts';
import type { Holding } from './fence.ts';
import { claim } from './claim.ts';
import { isOursInKnexLock } from './knex-lock-row.ts';
import { loadAll, pendingIn } from './load-pending.ts';
import { connect, type MigrateConnection } from './migrate-connection.ts';
import type { MigrateOptions } from './migrate-options.ts';
import { settleRun, type Run, type SettledRun } from './run.ts';
import { aborted } from './service-error.ts';
import { takeLock } from './take-lock.ts';

/** What a run has done. */
export interface MigrateResult {
  /** Names of the migrations that this run has applied, in order. */
  readonly applied: readonly string[];
  /** How many migrations were applied before it. */
  readonly skipped: number;
  /** The number in knex_migrations of what it has applied; null where it had nothing to do. */
  readonly batch: number | null;
  /** Milliseconds, waiting included. */
  readonly durationMs: number;
}

/**
 * Applies what is pending, as a service: waits for the database, takes a lock that the database lets
 * go when this process dies, applies what Knex would apply, in Knex's tables, and lets go. Any number
 * of processes may do so at once, a plain Knex among them.
 *
 * @throws OptionsError for options that cannot be meant; nothing was done
 * @throws StairwayError with the code `E_DATABASE` where the database does not answer
 * @throws BookkeepingError where recorded migrations are missing; nothing was run
 * @throws LockTimeoutError where somebody else held the lock for too long; nothing was run
 * @throws HalfAppliedError where a migration was cut off that the database cannot roll back
 * @throws MigrateError where a migration failed, where the lock was lost, or where the signal came
 * @example
 * const { applied } = await migrate(knex, { wait: '60s', lockTimeout: '5s' });
 * console.log(`${applied.length} migrations applied`); // 2 migrations applied
 */
export async function migrate(knex: Knex, options: MigrateOptions = {}): Promise<MigrateResult> {
  const start = performance.now();
  const run = settleRun(knex, options);
  const { signal, tell } = run.config;
  try {
    const work = await migrateConnected(run);
    const result = Object.freeze({ ...work, durationMs: performance.now() - start });
    const { applied, skipped, durationMs } = result;
    tell({ type: 'done', applied, skipped, durationMs });
    return result;
  } catch (error) {
    throw signal?.aborted === true && error === signal.reason ? aborted([], error) : error;
  }
}

type Work = Omit<MigrateResult, 'durationMs'>;

async function migrateConnected(run: SettledRun): Promise<Work> {
  const listed = await listMigrationsOf(run.bookkeeping.config);
  const early = await lookOverPool(run, listed);
  if (early !== undefined) return early;
  const connection = await connect(run);
  try {
    const names = await readNamesIfAny(run, connection.on);
    const { file, lock } = connection;
    if (await isNothingToDo(run, listed, names, connection.on)) {
      await lock.clear?.().catch(() => {
        // Where nothing can be written it stays; nobody is kept out by it.
      });
      return nothingDone(names);
    }
    return await migrateLocked({ ...run, file, isPooled: lock.isPooled }, listed, connection);
  } finally {
    await connection.close();
  }
}

/**
 * Looks over a connection that the pool has already. A pool that is empty stays so until it is our
 * turn: a connection that waits in it would pass for a plain Knex at work.
 *
 * @returns undefined where there is something to do, or to find out
 */
async function lookOverPool(run: SettledRun, listed: readonly Listed[]): Promise<Work | undefined> {
  const { pool } = run.knex.client as { readonly pool?: { numFree?(): number } };
  if ((pool?.numFree?.() ?? 0) === 0 || run.config.signal?.aborted === true) return undefined;
  const names = await run.bookkeeping.readNames(run.knex).catch(() => undefined);
  if (names === undefined) return undefined;
  return (await isNothingToDo(run, listed, names, run.knex)) ? nothingDone(names) : undefined;
}

async function migrateLocked(
  run: Run,
  listed: readonly Listed[],
  { on, lock }: MigrateConnection,
): Promise<Work> {
  const deadline = performance.now() + run.config.lockWaitMs;
  const held = await takeLock(run, on, lock, deadline);
  try {
    // Over the pool: behind a pooler the lock is a transaction, which an error would end.
    const names = await readNamesIfAny(run, run.knex);
    // Those who waited find it done.
    if (await isNothingToDo(run, listed, names, run.knex)) return nothingDone(names);
    const loaded = await loadAll(run, pendingIn(run, listed, names));
    const marked = loaded.find(({ name }) => name === run.config.markApplied);
    const claimed = await claim(run, deadline, {
      checksum: marked && checksumOf(marked.migration),
    });
    try {
      return await applyLoaded(run, listed, loaded, { lock: held, claim: claimed });
    } finally {
      await claimed.release().catch(() => {
        // The next run knows the lock of Knex for ours, and frees it.
      });
    }
  } finally {
    await held.release().catch(() => {
      // The connection was cut, and the lock went with it.
    });
  }
}

async function applyLoaded(
  run: Run,
  listed: readonly Listed[],
  loaded: readonly Loaded[],
  holding: Holding,
): Promise<Work> {
  const { bookkeeping, config, knex } = run;
  // Once more: a plain Knex may have been at work until the claim.
  const names = await bookkeeping.readNames(knex);
  const pending = new Set(pendingIn(run, listed, names).map(({ name }) => name));
  const toApply = loaded.filter(({ name }) => pending.has(name));
  if (toApply.length === 0) return nothingDone(names);
  const batch = await bookkeeping.readNextBatch(knex);
  config.tell({ type: 'start', pending: [...pending], applied: names.length, batch });
  const applied = Object.freeze([...(await applyAll(run, toApply, batch, holding))]);
  return { applied, skipped: names.length, batch: applied.length === 0 ? null : batch };
}

/**
 * A lock of Knex that a dead run of ours has left is to be freed, and what is half applied is to be
 * settled, where else there is nothing to do.
 */
async function isNothingToDo(
  run: SettledRun,
  listed: readonly Listed[],
  names: readonly string[],
  on: Knex,
): Promise<boolean> {
  const named = run.config.resume ?? run.config.markApplied;
  if (pendingIn(run, listed, names).length > 0) return false;
  if (named !== undefined && !names.includes(named)) return false;
  return !(await isOursInKnexLock(on, run.bookkeeping.config));
}

function nothingDone(names: readonly string[]): Work {
  return { applied: Object.freeze([]), skipped: names.length, batch: null };
}

/** The table may not be there yet: then nothing is applied, or it has been made meanwhile. */
async function readNamesIfAny({ bookkeeping }: SettledRun, on: Knex): Promise<readonly string[]> {
  try {
    return await bookkeeping.readNames(on);
  } catch {
    return (await bookkeeping.exists(on)) ? bookkeeping.readNames(on) : [];
  }
}
