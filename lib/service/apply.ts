import { setTimeout as sleep } from 'node:timers/promises';
import type { Knex } from 'knex';
import { usesTransaction } from '../bookkeeping/run-step.ts';
import { TransactionChain } from '../bookkeeping/transaction-chain.ts';
import type { NewChecksum } from '../history/checksum-record.ts';
import { checksumOf } from '../history/checksum.ts';
import { applyMigration, type Loaded, type Work } from './apply-migration.ts';
import { readDurable } from './disk-wait.ts';
import type { Holding } from './fence.ts';
import { isLockTaken } from './lock-taken.ts';
import { losses } from './loss-of.ts';
import type { MigrationEvent } from './migrate-event.ts';
import { openChecksums } from './open-checksums.ts';
import type { Run } from './run.ts';
import { aborted, lockLost, migrationFailed } from './service-error.ts';
import { limitConnections } from './statement-limits.ts';

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
  const work = { run, pending, batch, holding, knex, outside, checksums };
  const items = pending.map(({ item }) => item);
  if (!isSingle) {
    await hooks.beforeAll?.(knex, items);
    const applied = await applyEach(work);
    await hooks.afterAll?.(knex, items);
    return applied;
  }
  let working: Promise<readonly string[]> | undefined;
  const applyWithin = async (within: Knex.Transaction): Promise<readonly string[]> => {
    await hooks.beforeAll?.(within, items);
    const applied = await applyEach({ ...work, within });
    await checksums.noteAllNew(checksumsOf(pending), within);
    await hooks.afterAll?.(within, items);
    return applied;
  };
  await knex.transaction((within) => (working = applyWithin(within)));
  // For Knex it is over when a migration commits by itself.
  return working as unknown as Promise<readonly string[]>;
}

/** Of those whose code JavaScript shows. */
function checksumsOf(loaded: readonly Loaded[]): readonly NewChecksum[] {
  return loaded.flatMap(({ name, migration }) => {
    const checksum = checksumOf(migration);
    return checksum === undefined ? [] : [{ name, checksum }];
  });
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

async function applyEach(
  common: Omit<Work, 'onTheWay' | 'readKept' | 'isFenced' | 'chain' | 'goesOn'>,
): Promise<readonly string[]> {
  const { run, pending, holding, within } = common;
  const { config } = run;
  const done: string[] = [];
  const { token } = holding.claim;
  const { goneSql } = holding.lock;
  const holdText =
    within === undefined && goneSql !== undefined
      ? run.record.holdText(run.knex, token, goneSql)
      : undefined;
  const chain = holdText === undefined ? undefined : new TransactionChain(common.knex);
  const readKept = async (): Promise<readonly string[]> => {
    await chain?.close();
    // In a single transaction nothing is applied before all is, unless a migration has ended it.
    if (within?.isCompleted() === false) return [];
    const isCertain = within === undefined && holdText === undefined;
    return isCertain ? done : readDurable(run, token, done);
  };
  const isInTransaction = (loaded: Loaded | undefined): boolean =>
    loaded !== undefined && usesTransaction(loaded.migration, run.bookkeeping.config);
  const apply = async (loaded: Loaded, index: number): Promise<void> => {
    const place = { name: loaded.name, number: index + 1, total: pending.length };
    const start = performance.now();
    config.tell({ type: 'migration-begin', ...place });
    try {
      if (!isInTransaction(loaded)) {
        const kept = await readKept();
        if (kept.length < done.length) throw lockLost(kept, losses.cut);
      }
      // The row that the first of a single transaction holds is held until its end.
      const isFenced = within !== undefined && index > 0;
      const waitsForDisk = index === pending.length - 1;
      const onTheWay = holdText === undefined ? undefined : { holdText, waitsForDisk };
      const goesOn = chain !== undefined && isInTransaction(pending[index + 1]);
      const work = { ...common, isFenced, onTheWay, readKept, chain, goesOn };
      await applyPatiently(work, loaded, (event) => config.tell({ ...event, ...place }));
    } catch (error) {
      const durationMs = performance.now() - start;
      config.tell({ type: 'migration-failed', ...place, durationMs, error });
      throw error;
    }
    done.push(loaded.name);
    config.tell({ type: 'migration-done', ...place, durationMs: performance.now() - start });
  };
  try {
    for (const [index, loaded] of pending.entries()) {
      if (config.signal?.aborted === true) throw aborted(await readKept(), config.signal.reason);
      await apply(loaded, index);
    }
  } finally {
    await chain?.close();
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
  tell: (event: Retry) => void,
): Promise<void> {
  const { config } = work.run;
  for (let attempt = 0; ; attempt += 1) {
    const failure = await applyMigration(work, loaded);
    if (failure === undefined) return;
    const { cause, isHalf } = failure;
    if (config.signal?.aborted === true && !isHalf)
      throw aborted(await work.readKept(), config.signal.reason);
    const isToRetry =
      isLockTaken(cause) && !isHalf && work.within === undefined && attempt < config.lockRetries;
    if (!isToRetry) {
      throw migrationFailed(loaded.name, cause, { ...failure, applied: await work.readKept() });
    }
    const restMs = Math.round(Math.min(10_000, 250 * 2 ** attempt) * (0.5 + Math.random() / 2));
    tell({ type: 'migration-retry', reason: (cause as Error).message, restMs });
    await sleep(restMs, undefined, config.signal && { signal: config.signal }).catch(() => {});
  }
}
