import type { Knex } from 'knex';
import { messageOf } from '../errors.ts';
import type { PlannedMigration } from './plan.ts';
import type { Recorder } from './recorder.ts';

/** A pending migration, loaded. */
export interface PendingMigration {
  readonly name: string;
  readonly message: string;
  readonly usesTransaction: boolean;
  readonly isOutOfOrder: boolean;
  readonly migration: Knex.Migration;
}

/** Gives a migration what it runs on; the promise ends with it. */
export type Within = (
  pending: PendingMigration,
  run: (on: Knex) => Promise<void>,
) => Promise<unknown>;

/** Runs migrations until one of them fails, and writes down what they send. */
export async function runUp(
  pending: readonly PendingMigration[],
  recorder: Recorder,
  within: Within,
): Promise<readonly PlannedMigration[]> {
  const planned: PlannedMigration[] = [];
  for (const one of pending) {
    const { migration, ...facts } = one;
    if (planned.at(-1)?.state === 'failed' || planned.at(-1)?.state === 'skipped') {
      planned.push({ ...facts, state: 'skipped', statements: [] });
      continue;
    }
    let statements: PlannedMigration['statements'] = [];
    try {
      await within(one, async (on) => {
        statements = recorder.start();
        try {
          await migration.up(on);
        } finally {
          recorder.stop();
        }
      });
      planned.push({ ...facts, state: 'planned', statements });
    } catch (error) {
      planned.push({ ...facts, state: 'failed', error: messageOf(error), statements });
    }
  }
  return planned;
}
