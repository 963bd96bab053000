import type { Knex } from 'knex';
import type { RunStepOptions } from '../bookkeeping/run-step.ts';
import type { Claim } from './claim.ts';
import { losses, lossOf } from './loss-of.ts';
import type { HeldLock } from './migration-lock.ts';
import type { Run } from './run.ts';
import { isTakenOver } from './run-record.ts';
import { limitTransaction, lockLimitTexts } from './statement-limits.ts';

/** What must be in the hand of whoever applies. */
export interface Holding {
  readonly lock: HeldLock;
  readonly claim: Claim;
}

/** Keeps a migration from running, or from being kept, that is another run's to apply by now. */
export interface Fence extends Pick<RunStepOptions, 'ahead' | 'end'> {
  begin(on: Knex): Promise<void>;
  /** What has become of the lock; undefined where all is well. */
  readonly lost: string | undefined;
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
 * Looks on the way: the row of the run is held by SQL that goes with the first statement, which is not
 * run where the row is another's; and whether the session of the lock still has it is asked meanwhile,
 * and known before the migration is recorded. For a transaction of PostgreSQL.
 */
export function fenceOnTheWay(
  { record, knex, config: { limits } }: Pick<Run, 'record' | 'knex' | 'config'>,
  { lock, claim: { token } }: Holding,
): Fence {
  let isHeld: Promise<boolean>;
  let lost: string | undefined;
  return {
    async begin(on) {
      isHeld = lock.isHeld();
      // PostgreSQL 12 takes the time of a whole text by the limit that was in force before it.
      if (limits.statementMs !== undefined) {
        await limitTransaction(on, { ...limits, lockMs: undefined });
      }
    },
    ahead: {
      statements: [...lockLimitTexts(limits), record.holdText(knex, token)],
      onError(error) {
        if (isTakenOver(error)) lost = losses.takenOver;
      },
    },
    async end() {
      if (await isHeld) return;
      lost = losses.cut;
      throw new Error(lost);
    },
    get lost() {
      return lost;
    },
  };
}
