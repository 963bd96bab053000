import type { Knex } from 'knex';

/** A copy of a database that goes when the plan is made. */
export interface ThrowAwayCopy {
  /** The configuration of the original, connected to the copy. */
  readonly config: Knex.Config;
  /** @throws PlanError where a statement would reach past the copy */
  assertWithin(sql: string, migration: string): void;
  /** What the copy lacks. */
  readonly notes: readonly string[];
  remove(): Promise<void>;
}
