/** When to try again, and how often. */
export interface RetryOptions {
  readonly retries: number;
  readonly isTransient: (error: unknown) => boolean;
  /** Waits before the next try; what it throws ends the tries. */
  readonly rest: (ms: number) => Promise<void>;
}

/** Does work again after errors that pass, each time after a longer, partly random rest of at most 2 s. */
export async function retry<T>(
  work: () => Promise<T>,
  { retries, isTransient, rest }: RetryOptions,
): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (tries >= retries || !isTransient(error)) throw error;
      const longest = Math.min(2000, 25 * 2 ** tries);
      await rest(longest * (0.5 + Math.random() / 2));
    }
  }
}
