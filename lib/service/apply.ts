import { setTimeout as sleep } from 'node:timers/promises';
import type { Knex } from 'knex';
import type { Listed } from '../bookkeeping/listed.ts';
import {
  runStep,
  usesTransaction,
  type RunStepOptions,
  type Step,
} from '../bookkeeping/run-step.ts';
import { ChecksumRecord } from '../history/checksum-record.ts';
import { checksumOf } from '../history/checksum.ts';
import { recordApplied, recordAppliedText } from '../history/record-applied.ts';
import type { Claim } from './claim.ts';
import { isLockTaken } from './knex-lock-row.ts';
import type { MigrationEvent } from './migrate-event.ts';
import type { HeldLock } from './migration-lock.ts';
import type { Run } from './run.ts';
import { aborted, cannotRecord, lockLost, migrationFailed } from './service-error.ts';
import { limitConnections, limitTransaction } from './statement-limits.ts';
import { watchStatements } from './statement-watch.ts';

/** A migration that is to run, and is loaded. */
export interface Loaded extends Listed {
  readonly migration: Knex.Migration;
}

/** What must be in the hand of whoever applies. */
export interface Holding {
  readonly lock: HeldLock;
  readonly claim: Claim;
}

/**
 * Applies migrations, one after the other or all in one transaction.
 *
 * @returns the names of those that are applied
 * @throws MigrateError that knows what was applied before it
 */
export async function applyAll(
  run: Run,
  pending: readonly Loaded[],
  batch: number,
  holding: Holding,
): Promise<readonly string[]> {
  const { bookkeeping, config } = run;
  const { hooks } = bookkeeping.config;
  // Of its own, as Knex's migrator has it: what listens to it and limits it is nobody else's.
  const knex = run.knex.withUserParams({ ...run.knex.userParams });
  if (run.dialect !== 'postgres') limitConnections(knex, run.dialect, config.limits);
  const outside = run.dialect === 'postgres' && !run.isPooled ? limitedCopy(run) : knex;
  const isSingle =
    config.singleTransaction &&
    !bookkeeping.config.disableTransactions &&
    pending.every(({ migration }) => usesTransaction(migration, bookkeeping.config));
  const checksums = await openChecksums(run);
  const work: Work = { run, pending, batch, holding, knex, outside, checksums };
  const items = pending.map(({ item }) => item);
  if (!isSingle) {
    await hooks.beforeAll?.(knex, items);
    const applied = await applyEach(work);
    await hooks.afterAll?.(knex, items);
    return applied;
  }
  return knex.transaction(async (within) => {
    await hooks.beforeAll?.(within, items);
    const applied = await applyEach({ ...work, within });
    await hooks.afterAll?.(within, items);
    return applied;
  });
}

async function openChecksums({ knex, bookkeeping }: Run): Promise<ChecksumRecord> {
  const checksums = new ChecksumRecord(bookkeeping.config);
  try {
    await checksums.ensure(knex);
    await checksums.forgetUndone(knex);
  } catch (error) {
    throw cannotRecord(checksums.tableName, error);
  }
  return checksums;
}

interface Work {
  readonly run: Run;
  readonly pending: readonly Loaded[];
  readonly batch: number;
  readonly holding: Holding;
  /** For what runs in transactions. */
  readonly knex: Knex;
  /** For what does not. */
  readonly outside: Knex;
  readonly checksums: ChecksumRecord;
  readonly within?: Knex.Transaction;
  /** Whether nobody can take the run over, as its transaction holds the row of the run. */
  readonly isFenced?: boolean;
}

/**
 * The limits of PostgreSQL's transactions end with them; what has none needs them on its sessions.
 * Behind a pooler it goes without: they would stay with a session that serves others next.
 */
function limitedCopy({ knex, dialect, config }: Run): Knex {
  const copy = knex.withUserParams({ ...knex.userParams });
  limitConnections(copy, dialect, config.limits);
  return copy;
}

async function applyEach(work: Work): Promise<readonly string[]> {
  const { config } = work.run;
  const done: string[] = [];
  // In a single transaction nothing is applied before all is.
  const kept = work.within === undefined ? done : [];
  for (const [index, loaded] of work.pending.entries()) {
    if (config.signal?.aborted === true) throw aborted(kept, config.signal.reason);
    const place = { name: loaded.name, number: index + 1, total: work.pending.length };
    const start = performance.now();
    config.tell({ type: 'migration-begin', ...place });
    try {
      // The row that the first of a single transaction holds is held until its end.
      const isFenced = work.within !== undefined && index > 0;
      await applyPatiently({ ...work, isFenced }, loaded, kept, (event) =>
        config.tell({ ...event, ...place }),
      );
    } catch (error) {
      const durationMs = performance.now() - start;
      config.tell({ type: 'migration-failed', ...place, durationMs, error });
      throw error;
    }
    done.push(loaded.name);
    config.tell({ type: 'migration-done', ...place, durationMs: performance.now() - start });
  }
  return done;
}

type Retry = Omit<
  Extract<MigrationEvent, { type: 'migration-retry' }>,
  'name' | 'number' | 'total'
>;

/** Tries a migration again that found a table locked, where nothing is left of the attempt. */
async function applyPatiently(
  work: Work,
  loaded: Loaded,
  kept: readonly string[],
  tell: (event: Retry) => void,
): Promise<void> {
  const { config } = work.run;
  for (let attempt = 0; ; attempt += 1) {
    const failure = await applyOne(work, loaded, kept);
    if (failure === undefined) return;
    const { cause, isHalf } = failure;
    if (config.signal?.aborted === true && !isHalf) throw aborted(kept, config.signal.reason);
    const isToRetry =
      isLockTaken(cause) && !isHalf && work.within === undefined && attempt < config.lockRetries;
    if (!isToRetry) throw migrationFailed(loaded.name, cause, { ...failure, applied: kept });
    const restMs = Math.round(Math.min(10_000, 250 * 2 ** attempt) * (0.5 + Math.random() / 2));
    tell({ type: 'migration-retry', reason: (cause as Error).message, restMs });
    await sleep(restMs, undefined, config.signal && { signal: config.signal }).catch(() => {});
  }
}

interface Failure {
  readonly cause: unknown;
  readonly isHalf: boolean;
  readonly isRolledBack: boolean;
}

/**
 * Runs one migration. One that the database would not roll back is noted before it begins: in MySQL
 * within its own transaction, whose first DDL statement commits the note together with what it did.
 *
 * @throws MigrateError where the lock is lost; nothing of the migration was done
 */
async function applyOne(
  { run, batch, holding, knex, outside, within, checksums, isFenced = false }: Work,
  loaded: Loaded,
  kept: readonly string[],
): Promise<Failure | undefined> {
  const { bookkeeping, record, dialect, config } = run;
  const { token } = holding.claim;
  const inTransaction = usesTransaction(loaded.migration, bookkeeping.config);
  const isSafe = inTransaction && dialect !== 'mysql';
  const on = inTransaction ? knex : outside;
  const isHeld = isFenced || holding.lock.isHeld();
  const hold = (of: Knex): Promise<boolean> =>
    isSafe ? record.hold(of, token) : record.note(of, token, loaded.name);
  let lost: string | undefined;
  const begin = async (of: Knex): Promise<void> => {
    if (inTransaction && dialect === 'postgres') await limitTransaction(of, config.limits);
    if (!(await isHeld)) lost = 'went with the connection that held it';
    else if (!isFenced && !(await hold(of))) {
      lost = 'was taken over by another run while this one was away';
    }
    if (lost !== undefined) throw new Error(lost);
    watch.reset();
  };
  const recording = recordingOf(run, checksums, loaded, batch);
  const watch = watchStatements(on, isSafe ? config.signal : undefined);
  try {
    const step: Step = { ...loaded, direction: 'up', batch };
    await runStep(on, bookkeeping, step, { within, begin, ...recording });
    return undefined;
  } catch (cause) {
    const { count } = watch;
    watch.stop();
    if (lost !== undefined) throw lockLost(kept, lost);
    if (isSafe) return { cause, isHalf: false, isRolledBack: true };
    return { cause, ...(await settleFailure(run, token, loaded.name, count)) };
  } finally {
    watch.stop();
  }
}

/** How a migration is recorded together with what it is, where JavaScript shows that. */
function recordingOf(
  { bookkeeping, dialect, knex, config: { signal } }: Run,
  checksums: ChecksumRecord,
  { name, migration }: Loaded,
  batch: number,
): Pick<RunStepOptions, 'recordUp' | 'recordUpText'> {
  const checksum = checksumOf(migration);
  if (checksum === undefined) return {};
  const applied = { name, batch, checksum };
  return {
    recordUp: (on) => recordApplied(on, bookkeeping, checksums, applied),
    recordUpText:
      dialect !== 'postgres'
        ? undefined
        : () => {
            // It goes with COMMIT, which nothing stops that is asked to stop.
            signal?.throwIfAborted();
            return recordAppliedText(knex, bookkeeping, checksums, applied);
          },
  };
}

/** Looks whether the note of a migration was rolled back with it, and takes it back where nothing was done. */
async function settleFailure(
  { record, knex, dialect }: Run,
  token: number,
  name: string,
  count: number,
): Promise<Omit<Failure, 'cause'>> {
  const row = await record.readIfAny(knex);
  if (row?.token === token && row.migration !== name) return { isHalf: false, isRolledBack: true };
  // A statement of PostgreSQL that stands in no transaction may leave something behind when it
  // fails, such as the invalid index of CREATE INDEX CONCURRENTLY.
  const isUntouched = count === 0 && dialect !== 'postgres';
  if (isUntouched && (await record.note(knex, token, null))) {
    return { isHalf: false, isRolledBack: false };
  }
  return { isHalf: true, isRolledBack: false };
}
