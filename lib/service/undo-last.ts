import type { Knex } from 'knex';
import type { Bookkeeping } from '../bookkeeping/bookkeeping.ts';
import { BookkeepingError, listMigrationsOf, type Listed } from '../bookkeeping/listed.ts';
import { claim } from './claim.ts';
import { connect } from './migrate-connection.ts';
import type { MigrateOptions } from './migrate-options.ts';
import { settleRun } from './run.ts';
import { aborted } from './service-error.ts';
import { takeLock } from './take-lock.ts';
import { undoStep, type Undoing } from './undo-step.ts';

/** How much is undone, and how long is waited for it. */
export interface UndoOptions extends Pick<
  MigrateOptions,
  'wait' | 'lockWait' | 'signal' | 'migrations'
> {
  /** How many migrations, or `'batch'` for those that the last run has applied. Default 1. */
  readonly steps?: number | 'batch' | undefined;
}

/**
 * Undoes what was applied last, the last first, whatever the names of the files say: where a branch
 * was merged late, Knex's own `down` undoes the file with the latest time instead. It takes the same
 * lock as `migrate`, and keeps the same record: what is cut off where the database cannot take it back
 * is half applied, and `migrate` asks what was done about it (`resume`, `markApplied`).
 *
 * @returns the names of what was undone, in this order
 * @throws BookkeepingError where one of them has no file any more; nothing was undone
 * @throws HalfAppliedError where a migration was cut off that the database cannot take back
 * @throws MigrateError where a `down` fails; those before it stay undone
 * @example
 * await migrate(knex);
 * console.log(await undoLast(knex)); // [ '1728372272_a1b4c9df789d_add_member' ]
 * console.log((await undoLast(knex, { steps: 'batch' })).length); // 1
 */
export async function undoLast(
  knex: Knex,
  { steps = 1, ...options }: UndoOptions = {},
): Promise<readonly string[]> {
  const run = settleRun(knex, options);
  const { bookkeeping, config } = run;
  const listed = await listMigrationsOf(bookkeeping.config);
  const connection = await connect(run);
  const deadline = performance.now() + config.lockWaitMs;
  try {
    const { file, lock, on } = connection;
    const connected = { ...run, file, isPooled: lock.isPooled };
    const held = await takeLock(connected, on, lock, deadline);
    try {
      const claimed = await claim(connected, deadline);
      try {
        const toUndo = await loadLast(bookkeeping, listed, steps);
        const undone: string[] = [];
        for (const step of toUndo) {
          if (config.signal?.aborted === true) throw aborted([], config.signal.reason);
          await undoStep(connected, step, { lock: held, claim: claimed });
          undone.push(step.name);
        }
        return Object.freeze(undone);
      } finally {
        await claimed.release();
      }
    } finally {
      await held.release();
    }
  } finally {
    await connection.close();
  }
}

/** Loads all that will be undone before the first of them is. */
async function loadLast(
  bookkeeping: Bookkeeping,
  listed: readonly Listed[],
  steps: number | 'batch',
): Promise<Undoing[]> {
  const rows = (await bookkeeping.readRows()).toReversed();
  const [last] = rows;
  const chosen =
    steps === 'batch' ? rows.filter(({ batch }) => batch === last?.batch) : rows.slice(0, steps);
  const items = new Map(listed.map((each) => [each.name, each]));
  const gone = chosen.filter(({ name }) => !items.has(name));
  if (gone.length > 0) {
    throw new BookkeepingError(
      gone.map(({ name }) => ({
        code: 'E_MIGRATION_MISSING',
        where: name,
        what: 'was applied last, and has no file that could undo it',
        repair: 'Bring the file back (it may lie on another branch).',
      })),
    );
  }
  return Promise.all(
    chosen.map(async (row) => {
      const found = items.get(row.name) as Listed;
      const { name, item } = found;
      return { name, item, row, migration: await bookkeeping.config.source.getMigration(item) };
    }),
  );
}
