import { setTimeout as sleep } from 'node:timers/promises';

/** When to try again, and how often. */
export interface RetryOptions {
  readonly retries: number;
  readonly isTransient: (error: unknown) => boolean;
  readonly signal?: AbortSignal | undefined;
}

/** Does work again after errors that pass, each time after a longer, partly random rest of at most 2 s. */
export async function retry<T>(
  work: () => Promise<T>,
  { retries, isTransient, signal }: RetryOptions,
): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (tries >= retries || !isTransient(error)) throw error;
      const longest = Math.min(2000, 25 * 2 ** tries);
      await sleep(longest * (0.5 + Math.random() / 2), undefined, signal && { signal });
    }
  }
}
