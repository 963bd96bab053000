import type { Knex } from 'knex';
import type { PlannedMigration } from './plan.ts';
import { Recorder } from './recorder.ts';
import { openRecording, type OpenKnex } from './recording-knex.ts';
import { runUp, type PendingMigration } from './run-up.ts';
import type { ThrowAwayCopy } from './throw-away-copy.ts';

/** Runs pending migrations on a copy, as they would run on the original. */
export async function planOnCopy(
  open: OpenKnex,
  copy: ThrowAwayCopy,
  pending: readonly PendingMigration[],
): Promise<readonly PlannedMigration[]> {
  const recorder = new Recorder();
  const knex: Knex = openRecording(open, copy.config, recorder);
  try {
    return await runUp(pending, recorder, (one, run) => {
      recorder.adapt = (sql) => {
        copy.assertWithin(sql, one.name);
        return { sql };
      };
      return one.usesTransaction ? knex.transaction(run) : run(knex);
    });
  } finally {
    await knex.destroy();
  }
}
