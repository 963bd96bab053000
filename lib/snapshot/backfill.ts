import type { Knex } from 'knex';
import { batchDialects } from './batch-dialects.ts';
import { settleBatchOptions, type BatchOptions } from './batch-options.ts';
import { chooseRows, countRows, keyOf, narrow } from './chosen-rows.ts';
import type { Columns, RowOf } from './column.ts';
import { findLive } from './compare.ts';
import { encoded } from './encoded.ts';
import type { LiveTable } from './live-table.ts';
import { liveColumn, openTable, type Declaration } from './open-table.ts';
import { stepThroughRanges } from './range-step.ts';
import { purposeOf } from './purpose.ts';
import { planRows } from './row-plan.ts';
import { stepThroughRows } from './row-step.ts';
import { runBatches, type BatchResult } from './run-batches.ts';
import { sessionOf, type Session } from './session.ts';
import { BackfillError } from './snapshot-error.ts';
import type { SnapshotQuery } from './snapshot-query.ts';

/** New values of one row: those that are missing or undefined are left alone. */
export type Changes<C extends Columns> = {
  readonly [Name in keyof RowOf<C>]?: RowOf<C>[Name] | undefined;
};

/** SQL, or one value for all rows. */
export type Expressions<C extends Columns> = {
  readonly [Name in keyof RowOf<C>]?: RowOf<C>[Name] | Knex.Raw;
};

/** What to fill, and with what. */
export interface BackfillOptions<C extends Columns> extends BatchOptions {
  /** Chooses the rows; all unless given. */
  readonly where?: (query: SnapshotQuery<RowOf<C>>) => unknown;
  /**
   * A function of the row, which returns nothing for rows to leave alone, or an object of SQL
   * expressions, which the database computes by itself.
   *
   * A batch that is tried again after a deadlock calls the function again.
   */
  readonly set:
    | ((
        row: RowOf<C>,
      ) => Changes<C> | undefined | void | PromiseLike<Changes<C> | undefined | void>)
    | Expressions<C>;
}

/** Sets columns of many rows, batch by batch in the order of the primary key. */
export async function backfill<C extends Columns>(
  knex: Knex,
  declaration: Declaration<C>,
  options: BackfillOptions<C>,
): Promise<BatchResult> {
  const { set } = options;
  const isByRow = typeof set === 'function';
  const session = sessionOf(knex);
  const dialect = batchDialects[session.dialect.name];
  const usual = isByRow ? dialect.rowsPerBatch : 20_000;
  const config = settleBatchOptions('backfill', options, usual);
  const live = await openTable(session, declaration);
  const key = await keyOf(session, live);
  const { batchSize } = config;
  const chosen = chooseRows(declaration.table, options.where);
  const columns = isByRow
    ? null
    : Object.keys(set).filter((name) => (set as Fields)[name] !== undefined);
  if (columns !== null) assertSettable(columns, live, session);
  const plan =
    isByRow &&
    planRows(session, declaration.columns, { live, key, dialect, batchSize, chosen, set });

  return runBatches(
    session,
    {
      title: live.title,
      purpose: purposeOf(chosen(session), key, columns),
      count: (within, from) => countRows(within, chosen(within), key, from),
      step: plan
        ? (within, from) => stepThroughRows(within, from, plan)
        : (within, from) =>
            stepThroughRanges(within, from, {
              table: declaration.table,
              live,
              key,
              dialect,
              batchSize,
              work: async (inner, conditions) =>
                Number(
                  await narrow(chosen(inner), conditions).update(
                    encoded(set as Fields, declaration.columns) as never,
                  ),
                ),
            }),
    },
    config,
  );
}

type Fields = Readonly<Record<string, unknown>>;

function assertSettable(names: readonly string[], live: LiveTable, session: Session): void {
  if (names.length === 0) {
    throw new BackfillError(live.title, {
      code: 'E_BACKFILL_EMPTY',
      where: live.title,
      what: 'would be gone through with nothing to set',
      repair: 'Name a column in set: { email: knex.raw(…) }.',
    });
  }
  for (const name of names) {
    liveColumn(name, live, session);
    const found = findLive(name, live, session);
    if (found === undefined || !live.key.includes(found)) continue;
    throw new BackfillError(live.title, {
      code: 'E_BACKFILL_KEY_SET',
      where: `${live.title}.${found.name}`,
      what: 'is set, and a column of the key that the rows are gone through by',
      repair: 'Change keys by a statement of their own.',
    });
  }
}
