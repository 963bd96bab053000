import { setTimeout as sleep } from 'node:timers/promises';
import type { BatchDialect } from './batch-dialect.ts';
import { batchDialects } from './batch-dialects.ts';
import type { BatchConfig } from './batch-options.ts';
import { checkpointRow, type Checkpoint } from './checkpoint.ts';
import type { Key } from './keyset.ts';
import { Progress } from './progress.ts';
import { retry } from './retry.ts';
import type { Session } from './session.ts';
import { BackfillError } from './snapshot-error.ts';

/** Work that goes through a table batch by batch. */
export interface BatchJob {
  /** The table, for messages. */
  readonly title: string;
  /** What must be the same for a run to go on where another stopped. */
  readonly purpose: string;
  /** Counts the rows that are left after a key. */
  count(session: Session, after: Key | undefined): Promise<number>;
  /** Does the rows that come after a key. */
  step(session: Session, after: Key | undefined): Promise<BatchStep>;
}

/** What one batch has done. */
export interface BatchStep {
  /** The last row that it looked at; undefined when there was none. */
  readonly last: Key | undefined;
  /** Rows of the job that it went through. */
  readonly done: number;
  /** Rows that it wrote. */
  readonly written: number;
  readonly isLast: boolean;
}

/** What moving rows came to. */
export interface BatchResult {
  /** Rows gone through, those of an interrupted run too. */
  readonly done: number;
  /** Rows written by this run. */
  readonly written: number;
  readonly batches: number;
  /** Whether it went on where an interrupted run had stopped. */
  readonly isResumed: boolean;
  readonly durationMs: number;
}

/**
 * Runs a job to its end: within the transaction that is handed in, all or nothing; without one, each
 * batch in a transaction of its own together with a checkpoint.
 */
export function runBatches(
  session: Session,
  job: BatchJob,
  config: BatchConfig,
): Promise<BatchResult> {
  return session.isTransaction
    ? session.transaction((outer) => runWithin(outer, job, config))
    : runResumable(session, job, config);
}

async function runWithin(
  session: Session,
  job: BatchJob,
  config: BatchConfig,
): Promise<BatchResult> {
  const dialect = batchDialects[session.dialect.name];
  return dialect.settled(session, () =>
    loop(session, job, config, { key: undefined, done: 0 }, ({ key, done }) => {
      const attempt = async (within: Session): Promise<Batch> => {
        const step = await job.step(within, key);
        return { step, next: { key: step.last ?? key, done: done + step.done } };
      };
      return again(dialect, job, config, false, () =>
        dialect.needsSavepoints ? session.transaction(attempt) : attempt(session),
      );
    }),
  );
}

async function runResumable(
  session: Session,
  job: BatchJob,
  config: BatchConfig,
): Promise<BatchResult> {
  const dialect = batchDialects[session.dialect.name];
  const row = checkpointRow(session, `${job.title}:${config.name}`, job.purpose, job.title);
  const start = await again(dialect, job, config, true, () => row.ensure());
  const result = await loop(session, job, config, start, () =>
    again(dialect, job, config, true, () =>
      row.unlessGone(() =>
        session.transaction((inner) =>
          dialect.settled(inner, async () => {
            const taken = await row.take(inner);
            if (taken === undefined) return undefined;
            const step = await job.step(inner, taken.key);
            const next = { key: step.last ?? taken.key, done: taken.done + step.done };
            await row.save(inner, next);
            return { step, next };
          }),
        ),
      ),
    ),
  );
  await again(dialect, job, config, true, () => row.unlessGone(() => row.remove()));
  return result;
}

type Batch = { readonly step: BatchStep; readonly next: Checkpoint };

async function loop(
  session: Session,
  job: BatchJob,
  config: BatchConfig,
  start: Checkpoint,
  doBatch: (from: Checkpoint) => Promise<Batch | undefined>,
): Promise<BatchResult> {
  const began = performance.now();
  assertGoingOn(job.title, config.signal);
  const progress =
    config.onProgress && new Progress(start.done, await job.count(session, start.key));
  let from = start;
  let written = 0;
  let batches = 0;
  for (;;) {
    const batch = await doBatch(from);
    if (batch === undefined) break;
    from = batch.next;
    written += batch.step.written;
    batches += 1;
    if (progress !== undefined) await config.onProgress?.(progress.at(from.done));
    if (batch.step.isLast) break;
    assertGoingOn(job.title, config.signal);
    if (config.pauseMs > 0) await rest(config.pauseMs, job.title, config.signal);
  }
  return Object.freeze({
    done: from.done,
    written,
    batches,
    isResumed: start.key !== undefined,
    durationMs: performance.now() - began,
  });
}

function again<T>(
  dialect: BatchDialect,
  { title }: BatchJob,
  { retries, signal }: BatchConfig,
  isWhole: boolean,
  work: () => Promise<T>,
): Promise<T> {
  return retry(work, {
    retries,
    rest: (ms) => rest(ms, title, signal),
    isTransient: (error) => dialect.isTransient(error, isWhole),
  });
}

/** Waits as long as nobody aborts. */
async function rest(ms: number, title: string, signal: AbortSignal | undefined): Promise<void> {
  await sleep(ms, undefined, signal && { signal }).catch(() => {});
  assertGoingOn(title, signal);
}

function assertGoingOn(title: string, signal: AbortSignal | undefined): void {
  if (signal?.aborted !== true) return;
  throw new BackfillError(
    title,
    {
      code: 'E_BACKFILL_ABORTED',
      where: title,
      what: 'was being gone through when the signal aborted',
      repair:
        'Run it again: it starts anew after a transaction, and goes on where it stopped without one.',
    },
    { cause: signal.reason },
  );
}
