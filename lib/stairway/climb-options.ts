import type { Duration } from '../duration.ts';
import type { Knex } from 'knex';
import type { Catalog } from '../catalog/catalog.ts';
import type { ThrowawayDatabases } from '../testing/throwaway.ts';
import type { ClimbEvent } from './report.ts';

/** What can be looked at; all of it is, unless it is switched off. */
export interface ClimbChecks {
  /** `down` puts back what was before `up`. Default true. */
  readonly trace: boolean;
  /** Columns stand in their old order again, too. Default true. */
  readonly order: boolean;
  /** The second `up` makes what the first one made. Default true. */
  readonly repeatable: boolean;
  /** Rows that were there before `up` are there after `down`. Default: where `seed` or `data` is. */
  readonly rows: boolean;
  /** Constraints and indexes bear the names of the convention. Default true. */
  readonly names: boolean;
  /** Tables and columns have comments. Default true. */
  readonly comments: boolean;
  /** All the way down, to `from`, leaves what was there before. Default true. */
  readonly empty: boolean;
  /** All migrations in one go make what they make one by one. Default true. */
  readonly oneGo: boolean;
}

/** What is done with rows around one migration; each is given the Knex of the database. */
export interface DataHooks {
  /** Puts rows in; once, before the first `up`. */
  before?(knex: Knex): unknown;
  /** Looks at them, and throws where they are not as they should be; after each `up`. */
  afterUp?(knex: Knex): unknown;
  /** The same behind `down`. */
  afterDown?(knex: Knex): unknown;
}

/** A table that a seed could not fill, and why. */
export interface Unseeded {
  readonly schema: string | null;
  readonly table: string;
  readonly reason: string;
}

/** What a seed says that it did. */
export interface SeedResult {
  /** How many rows it has put in. */
  readonly rows: number;
  readonly unseeded: readonly Unseeded[];
}

/** Fills the tables of a catalog with rows; those that hold rows already may be left alone. */
export type Seed = (knex: Knex, catalog: Catalog) => Promise<SeedResult>;

/** How a climb is done. Migrations are named by their revision, their recorded name or their file. */
export interface ClimbOptions {
  /** The configuration of the project; its connection is not used. */
  readonly config: Knex.Config;
  /** Where the throw-away database is made: `postgres()`, `mysql()` or `sqlite()`. */
  readonly database: ThrowawayDatabases;
  /**
   * The first migration that is tested; those before it only go up, and nothing comes down below it.
   * `'since'` is the first to which conventions apply. Default: the first.
   */
  readonly from?: string | undefined;
  /** The last migration that is tested; those behind it do not run. Default: the last. */
  readonly to?: string | undefined;
  /** Migrations that only go up, with the reason why. Default: none. */
  readonly except?: Readonly<Record<string, string>> | undefined;
  /**
   * Migrations that cannot be undone, with the reason why: beside those that say so themselves
   * (`export const irreversible = 'Rows are merged'`). Default: none.
   */
  readonly irreversible?: Readonly<Record<string, string>> | undefined;
  /** Rows around single migrations. Default: none. */
  readonly data?: Readonly<Record<string, DataHooks>> | undefined;
  /**
   * Fills the tables before every first `up`: true for rows that satisfy the constraints of each
   * table, or a function of one's own. Default: nothing does.
   */
  readonly seed?: boolean | Seed | undefined;
  /** What is not looked at: `{ rows: false }`. Default: all is. */
  readonly checks?: Partial<ClimbChecks> | undefined;
  /** How long one `up`, `down` or hook may take: `'2m'`, or milliseconds. Default `'60s'`. */
  readonly stepTimeout?: Duration | undefined;
  /** After how many migrations the whole catalog is read, to prove the cheap readings. Default 50. */
  readonly fullReadingEvery?: number | undefined;
  /** Is told what happens while it happens. Default: nobody is told. */
  readonly onProgress?: ((event: ClimbEvent) => void) | undefined;
}
