import type { BatchProgress } from './batch-options.ts';

/** Counts rows against the time. */
export class Progress {
  readonly #before: number;
  readonly #total: number;
  readonly #now: () => number;
  readonly #start: number;

  /**
   * @param before rows that an interrupted run has done
   * @param remaining rows to do now
   * @param now a clock in milliseconds
   */
  constructor(before: number, remaining: number, now: () => number = () => performance.now()) {
    this.#before = before;
    this.#total = before + remaining;
    this.#now = now;
    this.#start = now();
  }

  at(done: number): BatchProgress {
    const seconds = Math.max(this.#now() - this.#start, 1e-3) / 1000;
    const rowsPerSecond = (done - this.#before) / seconds;
    // Rows that came meanwhile are done too.
    const total = Math.max(this.#total, done);
    const left = total - done;
    const remainingMs = left === 0 ? 0 : Math.round((left / rowsPerSecond) * 1000);
    return Object.freeze({ done, total, rowsPerSecond, remainingMs });
  }
}
