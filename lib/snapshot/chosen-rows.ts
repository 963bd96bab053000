import type { Knex } from 'knex';
import { batchDialects } from './batch-dialects.ts';
import { after, type Fragment, type Key, type KeyColumn } from './keyset.ts';
import type { LiveTable, TableName } from './live-table.ts';
import { queryOf } from './open-table.ts';
import type { Session } from './session.ts';
import { BackfillError } from './snapshot-error.ts';

/** Begins a query of the rows that work is for. */
export type ChosenRows = (within: Session) => Knex.QueryBuilder;

/**
 * Chooses rows of a table.
 *
 * @param where narrows the query that it is given; all rows unless given
 */
export function chooseRows(
  table: TableName,
  where: ((query: never) => unknown) | undefined,
): ChosenRows {
  return (within) => queryOf(within, table).where((group) => void where?.(group as never));
}

/**
 * The key to go through a table by.
 *
 * @throws BackfillError for a table that has none
 */
export async function keyOf(session: Session, live: LiveTable): Promise<readonly KeyColumn[]> {
  const key = await batchDialects[session.dialect.name].keyOf(live, session);
  if (key.length > 0) return key;
  throw new BackfillError(live.title, {
    code: 'E_BACKFILL_KEY',
    where: live.title,
    what: 'has no primary key, so that its rows cannot be gone through in order',
    repair:
      'Give columns that are unique together and not null: tableSnapshot(…, { primaryKey: [...] }).',
  });
}

/** Counts the rows that come after a key, or all. */
export async function countRows(
  session: Session,
  query: Knex.QueryBuilder,
  key: readonly KeyColumn[],
  from: Key | undefined,
): Promise<number> {
  const { comparesTuples } = batchDialects[session.dialect.name];
  const start = from === undefined ? [] : [after(key, from, comparesTuples)];
  const [row] = await session.rows(narrow(query, start).select(session.raw('count(*) as n')));
  return Number(row?.['n']);
}

/** Narrows a query to the rows that all of the conditions hold for. */
export function narrow(
  query: Knex.QueryBuilder,
  conditions: readonly Fragment[],
): Knex.QueryBuilder {
  for (const { sql, bindings } of conditions) query.whereRaw(sql, bindings as string[]);
  return query;
}
