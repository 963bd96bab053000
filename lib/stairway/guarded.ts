import { setImmediate } from 'node:timers/promises';
import type { StepFailure } from './report.ts';

/** How a piece of a user's work ended. */
export type GuardedOutcome =
  | { readonly ok: true }
  | {
      readonly ok: false;
      readonly failure: StepFailure;
      readonly error: unknown;
      /** Whether something of it may still be running. */
      readonly isRunning: boolean;
    };

/** What `process.exit` throws while it is guarded. */
class ExitError extends Error {}

/**
 * Runs work of a user's that may do anything: throw, hang, end the process, or leave a promise
 * behind that is rejected. None of it reaches the process. One at a time: what it guards is one for
 * the whole process.
 */
export async function runGuarded(
  work: () => Promise<unknown>,
  timeoutMs: number,
): Promise<GuardedOutcome> {
  const rejections: unknown[] = [];
  const exits: ExitError[] = [];
  const release = guardProcess(rejections, exits);
  let timer: NodeJS.Timeout | undefined;
  try {
    const working = Promise.resolve()
      .then(work)
      .then(
        () => ({ ok: true as const }),
        (error: unknown) => failed('error', error),
      );
    const limit = new Promise<GuardedOutcome>((resolve) => {
      timer = setTimeout(() => {
        const error = new Error(`it did not end within ${inSeconds(timeoutMs)}`);
        resolve(failed('time limit', error, true));
      }, timeoutMs);
    });
    const outcome = await Promise.race([working, limit]);
    // A rejection is told when all that was ready has run.
    await setImmediate();
    const [exit] = exits;
    if (exit !== undefined) return failed('process.exit', exit, !outcome.ok && outcome.isRunning);
    if (outcome.ok && rejections.length > 0)
      return failed('unawaited promise', rejections[0], true);
    return outcome;
  } finally {
    clearTimeout(timer);
    release();
  }
}

/** Says a time limit in words. */
export function inSeconds(ms: number): string {
  return ms < 1000 ? `${ms} ms` : `${Number((ms / 1000).toFixed(1))} s`;
}

function failed(failure: StepFailure, error: unknown, isRunning = false): GuardedOutcome {
  return { ok: false, failure, error, isRunning };
}

function guardProcess(rejections: unknown[], exits: ExitError[]): () => void {
  const { exit } = process;
  // As they are registered: one that listens once is to be put back as such.
  const listeners = process.rawListeners(
    'unhandledRejection',
  ) as NodeJS.UnhandledRejectionListener[];
  const onRejection = (reason: unknown): void => {
    if (!(reason instanceof ExitError)) rejections.push(reason);
  };
  process.exit = ((code?: number) => {
    const error = new ExitError(`it called process.exit(${code ?? ''})`);
    exits.push(error);
    throw error;
  }) as typeof process.exit;
  process.removeAllListeners('unhandledRejection');
  process.on('unhandledRejection', onRejection);
  return () => {
    process.exit = exit;
    process.off('unhandledRejection', onRejection);
    for (const listener of listeners) process.on('unhandledRejection', listener);
  };
}
