import type { Knex } from 'knex';
import type { BookkeepingConfig } from '../bookkeeping/bookkeeping-config.ts';
import { plainClient, plainRows } from '../bookkeeping/plain-client.ts';
import { rowsOf } from '../dialect/rows-of.ts';
import type { DialectName } from '../dialect/dialect.ts';

/** What stands in Knex's own lock. */
export type KnexLock =
  /** A plain Knex has set it, and is at work or was killed. */
  | 'knex'
  /** Nobody has set it, or a run of ours that is no more. */
  | 'free';

/**
 * Reads Knex's lock, and keeps it from changing until the end of the transaction. What is neither 0
 * nor 1 was put there by a run of ours; whoever asks holds our own lock, so that run is no more.
 *
 * @throws an error for `isLockTaken` where a plain Knex is in the middle of a transaction that sets it
 */
export async function lookAtKnexLock(
  trx: Knex,
  config: BookkeepingConfig,
  dialect: DialectName,
): Promise<KnexLock> {
  const rows = await readLocked(trx, config, dialect);
  return rows.some(({ is_locked: value }) => Number(value) === 1) ? 'knex' : 'free';
}

/** Whether a run of ours has Knex's lock, or died with it; false where there is no such table yet. */
export async function isOursInKnexLock(on: Knex, config: BookkeepingConfig): Promise<boolean> {
  const rows: unknown = await rowsIn(on, config)
    .whereNotIn('is_locked', [0, 1])
    .select('index')
    .then(
      (found) => found as unknown,
      () => [],
    );
  return (rows as unknown[]).length > 0;
}

/** Sets Knex's lock, for which 0 is free, and leaves it the one row that it must have. */
export async function setKnexLock(
  on: Knex,
  config: BookkeepingConfig,
  token: number,
): Promise<void> {
  const rows = (await rowsIn(on, config).select('index').orderBy('index')) as { index: number }[];
  const [first, ...others] = rows.map(({ index }) => index);
  // Two that Knex made at the same time would keep it locked for ever.
  if (others.length > 0) await rowsIn(on, config).whereIn('index', others).delete();
  if (first === undefined) await rowsIn(on, config).insert({ index: 1, is_locked: token });
  else await rowsIn(on, config).update({ is_locked: token });
}

/** Frees Knex's lock where it is still ours. */
export async function freeKnexLock(
  on: Knex,
  config: BookkeepingConfig,
  token: number,
): Promise<void> {
  await rowsIn(on, config).where({ is_locked: token }).update({ is_locked: 0 });
}

async function readLocked(
  trx: Knex,
  config: BookkeepingConfig,
  dialect: DialectName,
): Promise<readonly { readonly is_locked: number | string }[]> {
  if (dialect === 'sqlite') {
    // Of all statements only a write makes sure that nobody else writes.
    await rowsIn(trx, config).update({ is_locked: plainClient(trx).raw('is_locked') });
    return rowsIn(trx, config).select('is_locked');
  }
  const query = rowsIn(trx, config).select('is_locked').toQuery();
  const result: unknown = await plainClient(trx).raw(`${query} for update nowait`);
  return rowsOf(result);
}

function rowsIn(on: Knex, config: BookkeepingConfig): Knex.QueryBuilder {
  return plainRows(on, config, config.lockTableName);
}
