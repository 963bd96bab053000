import type { AppliedMigration } from '../bookkeeping/bookkeeping.ts';
import { runStep, usesTransaction } from '../bookkeeping/run-step.ts';
import type { Knex } from 'knex';
import type { Loaded } from './apply-migration.ts';
import type { Holding } from './fence.ts';
import { lossOf } from './loss-of.ts';
import type { Run } from './run.ts';
import { lockLost, migrationFailed } from './service-error.ts';
import { watchStatements, type StatementWatch } from './statement-watch.ts';

/** A migration that is to be undone, and its row. */
export interface Undoing extends Loaded {
  readonly row: AppliedMigration;
}

/**
 * Undoes one migration. Where the database would not take back a `down` that is cut off, the migration
 * is noted and its row taken out before it begins: it then is half applied, neither here nor there,
 * as an `up` that was cut off is, and the next run asks a person.
 *
 * @throws MigrateError where it fails, or where the lock is lost
 * @throws HalfAppliedError where it fails, and the database cannot take back what it had done
 */
export async function undoStep(run: Run, undoing: Undoing, holding: Holding): Promise<void> {
  const { bookkeeping, record, dialect } = run;
  const { token } = holding.claim;
  const { name, row } = undoing;
  // Of its own: what listens to it is nobody else's.
  const knex = run.knex.withUserParams({ ...run.knex.userParams });
  const isSafe = usesTransaction(undoing.migration, bookkeeping.config) && dialect !== 'mysql';
  let lost: string | undefined;
  const takeOut = async (on: Knex): Promise<boolean> => {
    const isNoted = await record.note(on, token, name);
    if (isNoted) await bookkeeping.remove(name, on);
    return isNoted;
  };
  const begin = async (on: Knex): Promise<void> => {
    const hold = (): Promise<boolean> => (isSafe ? record.hold(on, token) : takeOut(on));
    lost = await lossOf(holding.lock.isHeld(), hold);
    if (lost !== undefined) throw new Error(lost);
    watch.reset();
  };
  const watch = watchStatements(knex, undefined);
  try {
    await runStep(
      knex,
      bookkeeping,
      { ...undoing, direction: 'down', batch: row.batch },
      { begin },
    );
  } catch (cause) {
    watch.stop();
    if (lost !== undefined) throw lockLost([], lost);
    const state = isSafe ? rolledBack : await settleFailure(run, token, row, watch);
    throw migrationFailed(name, cause, { ...state, applied: [] });
  } finally {
    watch.stop();
  }
  if (!isSafe) await record.note(run.knex, token, null);
}

const rolledBack = { isHalf: false, isRolledBack: true };

/** Puts the row back of a `down` that has done nothing, unless the database has done so. */
async function settleFailure(
  { record, bookkeeping, knex, dialect }: Run,
  token: number,
  row: AppliedMigration,
  { count, sent }: StatementWatch,
): Promise<{ readonly isHalf: boolean; readonly isRolledBack: boolean }> {
  const noted = await record.readIfAny(knex);
  if (noted?.token === token && noted.migration !== row.name) return rolledBack;
  // A statement of PostgreSQL that stands in no transaction may leave something behind when it fails.
  const isUntouched = dialect === 'postgres' ? sent === 0 : count === 0;
  if (!isUntouched) return { isHalf: true, isRolledBack: false };
  const isBack = await knex.transaction(async (trx) => {
    if (!(await record.note(trx, token, null))) return false;
    await bookkeeping.restore(row, trx);
    return true;
  });
  return { isHalf: !isBack, isRolledBack: false };
}
