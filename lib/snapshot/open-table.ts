import type { Knex } from 'knex';
import type { Columns } from './column.ts';
import { assertSameTable, findLive } from './compare.ts';
import { readLiveTable, type LiveColumn, type LiveTable, type TableName } from './live-table.ts';
import type { Session } from './session.ts';
import { BackfillError } from './snapshot-error.ts';

/** A table as a migration declares it. */
export interface Declaration<C extends Columns = Columns> {
  readonly table: TableName;
  readonly columns: C;
  /** Columns to page by instead of the primary key, unique together and not null. */
  readonly primaryKey: readonly string[] | undefined;
  /** Whether to compare it with the live table. */
  readonly isChecked: boolean;
}

/**
 * Reads the live table, and compares it with the declaration.
 *
 * @throws SnapshotError where they differ
 */
export async function openTable(session: Session, declaration: Declaration): Promise<LiveTable> {
  const live = await readLiveTable(session, declaration.table);
  if (declaration.isChecked || live.columns.length === 0)
    assertSameTable(declaration.columns, live, session);
  if (declaration.primaryKey === undefined) return live;
  return {
    ...live,
    key: declaration.primaryKey.map((name) => liveColumn(name, live, session)),
  };
}

/** @throws BackfillError for a column that the table does not have */
export function liveColumn(name: string, live: LiveTable, session: Session): LiveColumn {
  const found = findLive(name, live, session);
  if (found !== undefined) return found;
  throw new BackfillError(live.title, {
    code: 'E_BACKFILL_COLUMN',
    where: `${live.title}.${session.stored(name)}`,
    what: 'is no column of the table',
    repair: 'Declare the columns that are there.',
  });
}

/** A query builder of the table. */
export function queryOf(session: Session, { name, schema }: TableName): Knex.QueryBuilder {
  const query = session.builder().from(name) as Knex.QueryBuilder;
  return schema === undefined ? query : (query.withSchema(schema) as Knex.QueryBuilder);
}
