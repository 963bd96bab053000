import type { Knex } from 'knex';
import { messageOf } from '../errors.ts';
import type { PlannedMigration } from './climb-plan.ts';
import type { Stage } from './stage.ts';

/** A migration, and the module that it is. */
export interface LoadedMigration {
  readonly planned: PlannedMigration;
  readonly migration: Knex.Migration;
}

/**
 * Builds a new database up with migrations that went up before, and with the rows that they met.
 *
 * @throws Error where one does not go up again
 */
export async function goUpAgain(
  stage: Stage,
  migrations: readonly LoadedMigration[],
): Promise<void> {
  for (const { planned, migration } of migrations) {
    const { file, data } = planned;
    if (data.before !== undefined) await stage.runHook(data.before);
    const outcome = await stage.run(file, migration, 'up', false);
    if (!outcome.ok) {
      throw new Error(`${file.name} went up before, and now ${messageOf(outcome.error)}`);
    }
  }
}
