import type { LockHolder, LockOwner } from './lock-holder.ts';

/** What `migrate` tells while it works, in this order; all times are milliseconds. */
export type MigrateEvent =
  /** The database does not answer yet; told once. */
  | {
      readonly type: 'wait';
      /** Such as `shop@db:5432/shop`. */
      readonly where: string;
      /** A clause that continues `where`. */
      readonly reason: string;
      readonly limitMs: number;
    }
  /** Somebody else holds the lock; told when the waiting begins, and whenever the holder changes. */
  | {
      readonly type: 'lock-wait';
      readonly by: LockOwner;
      readonly holder: LockHolder;
      readonly limitMs: number;
    }
  | { readonly type: 'lock'; readonly waitedMs: number }
  /** All is loaded, and the first migration is about to begin. */
  | {
      readonly type: 'start';
      readonly pending: readonly string[];
      /** How many are applied already. */
      readonly applied: number;
      /** The number in knex_migrations that this run gives. */
      readonly batch: number;
    }
  | MigrationEvent
  /** Nothing has failed. */
  | {
      readonly type: 'done';
      readonly applied: readonly string[];
      readonly skipped: number;
      readonly durationMs: number;
    };

/** What happens to one migration. */
export type MigrationEvent =
  | ({ readonly type: 'migration-begin' } & Place)
  /** A lock of a table was not to be had; it was rolled back, and is run again after a rest. */
  | ({ readonly type: 'migration-retry'; readonly reason: string; readonly restMs: number } & Place)
  /**
   * In a single transaction it is not committed before all are done. On PostgreSQL it may be on disk
   * only when `migrate` has ended.
   */
  | ({ readonly type: 'migration-done'; readonly durationMs: number } & Place)
  | ({
      readonly type: 'migration-failed';
      readonly durationMs: number;
      readonly error: unknown;
    } & Place);

interface Place {
  /** As recorded in knex_migrations. */
  readonly name: string;
  /** Of this run, from 1. */
  readonly number: number;
  readonly total: number;
}
