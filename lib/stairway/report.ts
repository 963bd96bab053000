import type { Difference } from '../catalog/difference.ts';

/** One step on the stairs. */
export type StepName = 'up' | 'down' | 'second up';

/** What is wrong with a migration, or with the whole history; stable, for machines. */
export type ClimbProblemKind =
  /** `up` threw, took too long, or left something behind that fails later. */
  | 'up-failed'
  /** `down` did. */
  | 'down-failed'
  /** The second `up` did: `down` has left something in its way. */
  | 'second-up-failed'
  /** `down` did not put back what was before `up`. */
  | 'trace'
  /** The second `up` made something else than the first. */
  | 'not-repeatable'
  /** Rows that were there before `up` are not there after `down`. */
  | 'rows-lost'
  /** A constraint or index bears a name off the convention. */
  | 'name'
  /** A table or column has no comment. */
  | 'comment'
  /** `before`, `afterUp` or `afterDown` threw. */
  | 'hook-failed'
  /** The function that fills the tables threw. */
  | 'seed-failed'
  /** Names, order, revisions or modules of the files. */
  | 'files'
  /** Two migrations are the last of their line, or one revises what is not there. */
  | 'heads'
  /** All the way down left something, or did not come down. */
  | 'not-empty'
  /** In one go something else came out than step by step. */
  | 'one-go'
  /** A cheap reading of the catalog missed something: a fault of knex-stairway. */
  | 'reading';

/** Why a step failed. */
export type StepFailure =
  | 'error'
  | 'time limit'
  | 'process.exit'
  /** An error that the migration caught, behind which PostgreSQL refused all else. */
  | 'swallowed error'
  /** A promise that nobody awaited was rejected. */
  | 'unawaited promise';

/** One thing that is wrong. */
export interface ClimbProblem {
  readonly kind: ClimbProblemKind;
  /** What is at fault, in words: `index ix__user__email on user`, or the step: `down`. */
  readonly object: string;
  /** One sentence for people. */
  readonly message: string;
  /** What to do about it, as an imperative sentence. */
  readonly repair: string;
  /** Of a step that failed; null elsewhere, like `sql` and `stack`. */
  readonly failure: StepFailure | null;
  /** The statement that failed. */
  readonly sql: string | null;
  readonly stack: string | null;
  /** What differs, where two catalogs do. */
  readonly difference: Difference | null;
}

/** What came of one step. */
export interface StepResult {
  readonly step: StepName;
  readonly ok: boolean;
  readonly durationMs: number;
}

/** What came of one migration. */
export interface MigrationResult {
  /** As it stands in knex_migrations. */
  readonly name: string;
  readonly file: string;
  readonly revision: string | null;
  /** Neither failed: a migration that only went up has no problems. */
  readonly ok: boolean;
  /** `up only`: not tested, or not all of it; `reason` says why. `not run`: could not be. */
  readonly state: 'tested' | 'up only' | 'not run';
  readonly reason: string | null;
  readonly problems: readonly ClimbProblem[];
  /** Those that ran, in their order. */
  readonly steps: readonly StepResult[];
  /** Tables that the seed could not fill: `table: reason`. */
  readonly unseeded: readonly string[];
  /** Steps, hooks and readings. */
  readonly durationMs: number;
}

/** One thing that holds of the whole history, or does not. */
export interface HistoryResult {
  /** Stable, for machines. */
  readonly name: 'files' | 'heads' | 'empty' | 'one-go' | 'names' | 'comments' | 'readings';
  /** The claim in words: `all the way down leaves an empty database`. */
  readonly title: string;
  readonly ok: boolean;
  /** Why it was not looked at; null where it was. */
  readonly skipped: string | null;
  readonly problems: readonly ClimbProblem[];
  readonly durationMs: number;
}

/** What a climb found. */
export interface ClimbResult {
  readonly ok: boolean;
  readonly migrations: readonly MigrationResult[];
  readonly history: readonly HistoryResult[];
  readonly durationMs: number;
}

/** What happens during a climb; `index` counts from 0. */
export type ClimbEvent =
  | { readonly type: 'start'; readonly total: number }
  | {
      readonly type: 'migration-start';
      readonly index: number;
      readonly total: number;
      readonly name: string;
    }
  | { readonly type: 'step'; readonly index: number; readonly step: StepName }
  | { readonly type: 'rebuild'; readonly index: number; readonly reason: string }
  | { readonly type: 'migration-end'; readonly index: number; readonly result: MigrationResult }
  | { readonly type: 'history-start'; readonly name: HistoryResult['name']; readonly title: string }
  | { readonly type: 'history-end'; readonly result: HistoryResult }
  | { readonly type: 'end'; readonly result: ClimbResult };
