import type { Knex } from 'knex';
import type { Listed } from '../bookkeeping/listed.ts';
import {
  runStep,
  usesTransaction,
  type RunStepOptions,
  type Step,
} from '../bookkeeping/run-step.ts';
import type { TransactionChain } from '../bookkeeping/transaction-chain.ts';
import type { ChecksumRecord } from '../history/checksum-record.ts';
import { checksumOf } from '../history/checksum.ts';
import { recordApplied, recordAppliedText } from '../history/record-applied.ts';
import { fenceBefore, fenceOnTheWay, type Holding, type OnTheWay } from './fence.ts';
import type { Run } from './run.ts';
import { lockLost } from './service-error.ts';
import { limitTransaction } from './statement-limits.ts';
import { watchStatements } from './statement-watch.ts';

/** A migration that is to run, and is loaded. */
export interface Loaded extends Listed {
  readonly migration: Knex.Migration;
}

/** What migrations are applied with. */
export interface Work {
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
  /** Of PostgreSQL: what goes ahead of a migration that has a transaction of its own. */
  readonly onTheWay: OnTheWay | undefined;
  /** Of transactions of PostgreSQL that are one migration's each. */
  readonly chain: TransactionChain | undefined;
  /** Whether the next migration has a transaction, too. */
  readonly goesOn: boolean;
  /** Reads what this run has applied for good so far. */
  readKept(): Promise<readonly string[]>;
}

/** What became of a migration that threw. */
export interface Failure {
  readonly cause: unknown;
  /** Whether nobody knows how far it came. */
  readonly isHalf: boolean;
  readonly isRolledBack: boolean;
}

/**
 * Applies one migration. One that the database would not roll back is noted before it begins: in MySQL
 * within its own transaction, whose first DDL statement commits the note together with what it did.
 *
 * @throws MigrateError where the lock is lost; nothing of the migration was done
 */
export async function applyMigration(work: Work, loaded: Loaded): Promise<Failure | undefined> {
  const { run, batch, holding, knex, outside, within, checksums, isFenced = false } = work;
  const { bookkeeping, dialect, config } = run;
  const inTransaction = usesTransaction(loaded.migration, bookkeeping.config);
  const isSafe = inTransaction && dialect !== 'mysql';
  const on = inTransaction ? knex : outside;
  const onTheWay = inTransaction ? work.onTheWay : undefined;
  const fence = onTheWay
    ? fenceOnTheWay(run, onTheWay)
    : fenceBefore(run, holding, { isFenced, noted: isSafe ? undefined : loaded.name });
  const begin = async (of: Knex): Promise<void> => {
    if (inTransaction && dialect === 'postgres' && onTheWay === undefined) {
      await limitTransaction(of, config.limits);
    }
    await fence.begin(of);
    watch.reset();
  };
  // What is in one transaction with all others is noted with them.
  const recording = within !== undefined ? {} : recordingOf(run, checksums, loaded, batch);
  const watch = watchStatements(on, isSafe ? config.signal : undefined);
  try {
    const step: Step = { ...loaded, direction: 'up', batch };
    const { chain, goesOn } = work;
    const common = { within, begin, chain, goesOn, ahead: fence.ahead };
    await runStep(on, bookkeeping, step, { ...common, ...recording });
    return undefined;
  } catch (cause) {
    const { count } = watch;
    watch.stop();
    if (fence.lost !== undefined) throw lockLost(await work.readKept(), fence.lost);
    if (within?.isCompleted() === true) {
      await run.record.note(run.knex, holding.claim.token, loaded.name);
      return { cause, isHalf: true, isRolledBack: false };
    }
    if (isSafe) return { cause, isHalf: false, isRolledBack: true };
    return { cause, ...(await settleFailure(run, holding.claim.token, loaded.name, count)) };
  } finally {
    watch.stop();
  }
}

/** How a migration is recorded together with what it is, where JavaScript shows that. */
function recordingOf(
  { bookkeeping, dialect, config: { signal } }: Run,
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
            return recordAppliedText(bookkeeping, checksums, applied);
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
