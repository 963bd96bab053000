import type { Knex } from 'knex';
import { isStairwayError, OptionsError } from '../errors.ts';
import { ChecksumRecord } from '../history/checksum-record.ts';
import { freeKnexLock, lookAtKnexLock, setKnexLock } from './knex-lock-row.ts';
import { isLockTaken } from './lock-taken.ts';
import { poll } from './migration-lock.ts';
import { openChecksums } from './open-checksums.ts';
import { hasOthers } from './plain-knex.ts';
import type { Run } from './run.ts';
import { holderOf, newToken, type RunRow } from './run-record.ts';
import { cannotRecord, halfApplied, lockedByKnex, lockedByOrphan } from './service-error.ts';

/** A run whose name stands in the database. */
export interface Claim {
  readonly token: number;
  /** Frees Knex's lock and removes the name, unless another run has taken over. */
  release(): Promise<void>;
}

/**
 * How long nobody but knex-stairway must have had the database open before a lock that a plain Knex
 * has set counts as left behind. A Knex that works keeps connections: two by default.
 */
const defaultAloneMs = 5_000;

/** What a claim may be told. */
interface ClaimOptions {
  readonly aloneMs?: number;
  /** Of the migration that `markApplied` names, where it is known. */
  readonly checksum?: string | undefined;
}

/**
 * Takes Knex's own lock, and writes this run down. A plain Knex that is at work is waited for; a lock
 * that a dead one has left is freed. Call it with our own lock in the hand.
 *
 * @param deadline in the time of performance.now()
 * @throws LockTimeoutError where a plain Knex holds its lock until the deadline
 * @throws HalfAppliedError where the run before was cut off in the middle of a migration
 */
export async function claim(
  run: Run,
  deadline: number,
  { aloneMs = defaultAloneMs, checksum }: ClaimOptions = {},
): Promise<Claim> {
  const { knex, bookkeeping, record, config } = run;
  await ensureTables(run);
  const checksums = checksum === undefined ? undefined : await openChecksums(run);
  const mark: Mark = async (trx, applied) => {
    await bookkeeping.insert(applied, trx);
    if (checksum !== undefined) await checksums?.noteNew(applied.name, checksum, trx);
  };
  const token = newToken();
  let aloneSince: number | undefined;
  let obstacle: Obstacle = 'busy';
  const attempt = async (): Promise<true | undefined> => {
    const isLeft = aloneSince !== undefined && performance.now() - aloneSince >= aloneMs;
    const answer = await tryClaim(run, token, isLeft, mark);
    if (answer === 'claimed') return true;
    aloneSince = answer === 'alone' ? (aloneSince ?? performance.now()) : undefined;
    obstacle = answer;
    return undefined;
  };
  let isTold = false;
  const isClaimed = await poll(attempt, { deadline, signal: config.signal }, async () => {
    if (isTold) return;
    isTold = true;
    const by = obstacle === 'orphan' ? 'orphan' : 'knex';
    const holder = by === 'orphan' ? holderOf(await record.readIfAny(knex)) : {};
    config.tell({ type: 'lock-wait', by, holder, limitMs: config.lockWaitMs });
  });
  if (isClaimed !== true) throw await lockedOut(run, obstacle);
  return {
    token,
    release: () =>
      knex.transaction(async (trx) => {
        await freeKnexLock(trx, bookkeeping.config, token);
        await record.leave(trx, token);
      }),
  };
}

/** A user who may not create tables, and a database that is read-only, are found out here. */
async function ensureTables({ dialect, bookkeeping, record }: Run): Promise<void> {
  // It is not needed yet, and made with the others where that costs nothing. On SQLite it would have
  // to wait for a plain Knex at work.
  const early = dialect === 'postgres' ? [new ChecksumRecord(bookkeeping.config).table] : [];
  try {
    await bookkeeping.ensure([record.table, ...early]);
  } catch (error) {
    throw cannotRecord(bookkeeping.config.tableName, error);
  }
}

/** Who stands in the way: a Knex that may be at work, one that seems to be gone, an orphan. */
type Obstacle = 'busy' | 'alone' | 'orphan';

/** Records a migration that was finished by hand. */
type Mark = (
  trx: Knex.Transaction,
  applied: { readonly name: string; readonly batch: number },
) => Promise<void>;

async function tryClaim(
  run: Run,
  token: number,
  isLeft: boolean,
  mark: Mark,
): Promise<'claimed' | Obstacle> {
  const { knex, dialect, file, bookkeeping, record } = run;
  let ifLocked: Obstacle = 'busy';
  try {
    return await knex.transaction(async (trx) => {
      const lock = await lookAtKnexLock(trx, bookkeeping.config, dialect);
      if (lock === 'knex') {
        if (await hasOthers(trx, dialect, file)) return 'busy';
        if (!isLeft) return 'alone';
      }
      ifLocked = 'orphan';
      const before = await record.readLocked(trx, dialect);
      await settleHalf(trx, run, before, mark);
      await setKnexLock(trx, bookkeeping.config, token);
      await record.take(trx, token);
      return 'claimed';
    });
  } catch (error) {
    if (isLockTaken(error)) return ifLocked;
    throw isStairwayError(error) ? error : cannotRecord(bookkeeping.config.tableName, error);
  }
}

async function lockedOut(
  { knex, record, bookkeeping, config }: Run,
  obstacle: Obstacle,
): Promise<Error> {
  if (obstacle !== 'orphan')
    return lockedByKnex(config.lockWaitMs, bookkeeping.config.lockTableName);
  return lockedByOrphan(config.lockWaitMs, holderOf(await record.readIfAny(knex)));
}

/** Sees to the migration that the run before may have left half applied. */
async function settleHalf(
  trx: Knex.Transaction,
  { bookkeeping, config: { resume, markApplied } }: Run,
  before: RunRow | undefined,
  mark: Mark,
): Promise<void> {
  const named = resume ?? markApplied;
  const applied = await bookkeeping.readNames(trx);
  const half = before?.migration ?? undefined;
  // It was cut off between its row and the note, or a person has recorded it.
  const isHalf = half !== undefined && !applied.includes(half);
  // Whoever starts the same command again has got what was asked for.
  const isAsked = named !== undefined && !applied.includes(named);
  if (isHalf && !isAsked) throw halfApplied(before as RunRow);
  if (!isAsked) return;
  if (named !== half)
    throw notHalfApplied(
      named,
      resume === undefined ? 'markApplied' : 'resume',
      isHalf ? half : undefined,
    );
  if (markApplied !== undefined) {
    await mark(trx, { name: named, batch: await bookkeeping.readNextBatch(trx) });
  }
}

function notHalfApplied(named: string, option: string, half: string | undefined): OptionsError {
  return new OptionsError('The options of migrate', [
    {
      code: 'E_OPTION',
      where: option,
      what:
        half === undefined
          ? `is ${named}, which no run has left half applied`
          : `is ${named}, but half applied is ${half}`,
      repair: half === undefined ? 'Leave it out.' : 'Look at that one first, and name it.',
    },
  ]);
}
