import { assertComplete, isAllRecorded, pendingOf, type Listed } from '../bookkeeping/listed.ts';
import { assertInOrder } from '../history/out-of-order.ts';
import type { Loaded } from './apply-migration.ts';
import type { SettledRun } from './run.ts';
import { MigrateError } from './service-error.ts';
import { upTo } from './up-to.ts';

/**
 * Those that a run has to apply, of what the source lists and the database has recorded.
 *
 * @throws BookkeepingError where the two do not fit
 * @throws StairwayError with the code `E_OUT_OF_ORDER` where the source refuses what is older than
 * what is applied
 */
export function pendingIn(
  { bookkeeping, config }: SettledRun,
  listed: readonly Listed[],
  applied: readonly string[],
): readonly Listed[] {
  const isDone = isAllRecorded(
    listed.map(({ name }) => name),
    applied,
  );
  if (!isDone) {
    assertComplete(listed, applied, bookkeeping.config);
    assertInOrder(bookkeeping.config.source, listed, applied);
  }
  const wanted = upTo(listed, config.to);
  return isDone ? [] : pendingOf(wanted, applied);
}

/** Loads all that will run before the first of them begins, as Knex does: what is broken stops it. */
export async function loadAll(
  { bookkeeping }: SettledRun,
  pending: readonly Listed[],
): Promise<Loaded[]> {
  const { source } = bookkeeping.config;
  const loaded = await Promise.all(
    pending.map(async (listed) => ({
      ...listed,
      migration: await source.getMigration(listed.item),
    })),
  );
  const invalid = loaded.filter(
    ({ migration: { up, down } }) => typeof up !== 'function' || typeof down !== 'function',
  );
  if (invalid.length === 0) return loaded;
  throw new MigrateError(
    'E_MIGRATION_LOAD',
    'Some migrations are none; nothing was run.',
    invalid.map(({ name }) => ({
      code: 'E_MIGRATION_LOAD',
      where: name,
      what: 'has not both an up and a down function',
      repair: 'Export both.',
    })),
  );
}
