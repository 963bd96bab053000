import { setTimeout as sleep } from 'node:timers/promises';

/** A lock that is held. The database itself lets it go when the process or its connection dies. */
export interface HeldLock {
  /** Asks the database, on the connection of the lock; false once it is gone. */
  isHeld(): Promise<boolean>;
  /**
   * Of PostgreSQL, an expression that any session may ask in a transaction: true where the session of
   * the lock is gone, and with it a server that has crashed.
   */
  readonly goneSql?: string;
  release(): Promise<void>;
}

/** How a database locks. */
export interface MigrationLock {
  /** Takes the lock if nobody holds it; undefined where somebody does. */
  tryTake(): Promise<HeldLock | undefined>;
  /** How the database calls the session that holds the lock, such as `PostgreSQL session 4711`. */
  readHolderSession(): Promise<string | undefined>;
  /** Clears away what a killed run has left of its lock, where that stays; no run is waited for. */
  clear?(): Promise<void>;
  /** Whether statements outside transactions may each meet another session. */
  readonly isPooled: boolean;
}

/** When to stop waiting. */
export interface Patience {
  /** In the time of performance.now(). */
  readonly deadline: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Tries again and again, at first after 25 ms, later twice in a second, until something comes of it.
 *
 * @param onWait is called before each rest
 * @returns undefined at the deadline; it tries at least once
 * @throws whatever aborted the signal
 */
export async function poll<T>(
  attempt: () => Promise<T | undefined>,
  { deadline, signal }: Patience,
  onWait: () => Promise<void> | void = () => {},
): Promise<T | undefined> {
  for (let rest = 25; ; rest = Math.min(500, rest * 1.5)) {
    signal?.throwIfAborted();
    const result = await attempt();
    if (result !== undefined) return result;
    const left = deadline - performance.now();
    if (left <= 0) return undefined;
    await onWait();
    const restMs = Math.min(left, rest * (0.5 + Math.random()));
    // Its own error is not the reason of the signal.
    await sleep(restMs, undefined, signal && { signal }).catch(() => signal?.throwIfAborted());
  }
}
