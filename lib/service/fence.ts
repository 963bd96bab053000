import type { Knex } from 'knex';
import type { RunStepOptions } from '../bookkeeping/run-step.ts';
import type { Claim } from './claim.ts';
import { withoutDiskWait } from './disk-wait.ts';
import { losses, lossOf } from './loss-of.ts';
import type { HeldLock } from './migration-lock.ts';
import type { Run } from './run.ts';
import { lossIn } from './run-record.ts';
import { limitTransaction, lockLimitTexts } from './statement-limits.ts';

/** What must be in the hand of whoever applies. */
export interface Holding {
  readonly lock: HeldLock;
  readonly claim: Claim;
}

/** Keeps a migration from running that is another run's to apply by now. */
export interface Fence extends Pick<RunStepOptions, 'ahead'> {
  begin(on: Knex): Promise<void>;
  /** What has become of the lock; undefined where all is well. */
  readonly lost: string | undefined;
}

/** What goes ahead of a migration. */
export interface OnTheWay {
  /** Of the record of the run. */
  readonly holdText: string;
  /** Whether the transaction is on disk when it has ended, as the database is set. */
  readonly waitsForDisk: boolean;
}

/**
 * Looks before the migration whether it is ours to apply.
 *
 * @param isFenced whether the transaction holds the row of the run already
 * @param noted the migration, where no database would roll it back
 */
export function fenceBefore(
  { record }: Pick<Run, 'record'>,
  { lock, claim: { token } }: Holding,
  { isFenced, noted }: { readonly isFenced: boolean; readonly noted: string | undefined },
): Fence {
  const isHeld = isFenced || lock.isHeld();
  let lost: string | undefined;
  return {
    async begin(on) {
      if (isFenced) return;
      const hold = (): Promise<boolean> =>
        noted === undefined ? record.hold(on, token) : record.note(on, token, noted);
      lost = await lossOf(isHeld, hold);
      if (lost !== undefined) throw new Error(lost);
    },
    get lost() {
      return lost;
    },
  };
}

/**
 * Looks on the way: SQL that goes with the first statement finds out whether the session of the lock
 * is there, and holds the row of the run; where either is lost, the statement is not run. For a
 * transaction of PostgreSQL.
 */
export function fenceOnTheWay(
  { config: { limits } }: Pick<Run, 'config'>,
  { holdText, waitsForDisk }: OnTheWay,
): Fence {
  let lost: string | undefined;
  return {
    async begin(on) {
      // PostgreSQL 12 takes the time of a whole text by the limit that was in force before it.
      if (limits.statementMs !== undefined) {
        await limitTransaction(on, { ...limits, lockMs: undefined });
      }
    },
    ahead: {
      statements: [...(waitsForDisk ? [] : [withoutDiskWait]), ...lockLimitTexts(limits), holdText],
      onError(error) {
        const loss = lossIn(error);
        if (loss !== undefined) lost = losses[loss];
      },
    },
    get lost() {
      return lost;
    },
  };
}
