import { OptionsError, type Problem } from '../errors.ts';

/** How far moving rows has come. */
export interface BatchProgress {
  /** Rows that are done, those of an earlier, interrupted run too. */
  readonly done: number;
  /** Rows to do, as counted at the start; others may come and go meanwhile. */
  readonly total: number;
  /** Of this run, from its start. */
  readonly rowsPerSecond: number;
  /** Time left at this rate, in milliseconds; 0 at the end. */
  readonly remainingMs: number;
}

/** What moving rows in batches can be told. */
export interface BatchOptions {
  /**
   * Rows a batch: 5,000 unless given, 2,000 on SQLite, and 20,000 where the database computes all by itself. A batch is
   * what is in memory at a time, and what others wait for.
   */
  readonly batchSize?: number;
  /** Called after each batch, and awaited. Without it the rows are not counted first. */
  readonly onProgress?: (progress: BatchProgress) => unknown;
  /** Stops between two batches. Default: nothing does. */
  readonly signal?: AbortSignal;
  /** Rest after each batch, for busy systems. Default 0. */
  readonly pauseMs?: number;
  /** How often one batch is tried again after deadlocks and the like. Default 10. */
  readonly retries?: number;
  /**
   * Tells the checkpoints of one table apart: needed where a migration without a transaction moves the
   * rows of a table twice. Default `default`.
   */
  readonly name?: string;
}

/** Options with nothing left open. */
export type BatchConfig = Required<Omit<BatchOptions, 'onProgress' | 'signal'>> &
  Pick<BatchOptions, 'onProgress' | 'signal'>;

/** @throws OptionsError with all that cannot be meant */
export function settleBatchOptions(
  what: string,
  options: BatchOptions,
  defaultBatchSize: number,
): BatchConfig {
  const config = {
    batchSize: options.batchSize ?? defaultBatchSize,
    pauseMs: options.pauseMs ?? 0,
    retries: options.retries ?? 10,
    name: options.name ?? 'default',
  };
  const problems: Problem[] = [];
  const demand = (name: 'batchSize' | 'pauseMs' | 'retries', least: number): void => {
    if (Number.isSafeInteger(config[name]) && config[name] >= least) return;
    problems.push({
      code: 'E_BATCH_OPTION',
      where: name,
      what: `is ${String(config[name])}`,
      repair: `Give a whole number from ${least} on.`,
    });
  };
  demand('batchSize', 1);
  demand('pauseMs', 0);
  demand('retries', 0);
  if (problems.length > 0) throw new OptionsError(what, problems);
  return {
    ...config,
    ...(options.onProgress === undefined ? {} : { onProgress: options.onProgress }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  };
}
