/** Who holds the lock, as far as it is known. */
export interface LockHolder {
  /** Machine and process; undefined for a plain Knex, which does not write itself down. */
  readonly host?: string | undefined;
  readonly pid?: number | undefined;
  /** ISO time at which it took the lock. */
  readonly since?: string | undefined;
  /** How the database calls its session. */
  readonly session?: string | undefined;
}

/**
 * Whose lock it is: that of another `migrate`, of a plain Knex, or of a statement that a killed run
 * has left at work in the database.
 */
export type LockOwner = 'migrate' | 'knex' | 'orphan';

/** In words: `process 12 on host web-1, since 2024-…`. */
export function describeHolder({ host, pid, since, session }: LockHolder): string {
  const parts = [
    host !== undefined && `process ${pid} on host ${host}`,
    session,
    since !== undefined && `since ${since}`,
  ].filter((part) => typeof part === 'string');
  return parts.length === 0 ? 'another process' : parts.join(', ');
}
