import type { Knex } from 'knex';
import { batchDialects } from './batch-dialects.ts';
import { settleBatchOptions, type BatchOptions } from './batch-options.ts';
import { chooseRows, countRows, keyOf, narrow } from './chosen-rows.ts';
import type { Columns, RowOf } from './column.ts';
import { liveColumn, openTable, type Declaration } from './open-table.ts';
import { purposeOf } from './purpose.ts';
import { stepThroughRanges } from './range-step.ts';
import { runBatches, type BatchResult } from './run-batches.ts';
import { sessionOf } from './session.ts';
import { BackfillError } from './snapshot-error.ts';
import type { SnapshotQuery } from './snapshot-query.ts';

/** What to copy. */
export interface CopyOptions<Target extends Columns, Source extends Columns> extends BatchOptions {
  /** For columns of the target the column of the source, or SQL over its row. */
  readonly columns: {
    readonly [Name in keyof Target]?: Extract<keyof Source, string> | Knex.Raw;
  };
  /** Chooses rows of the source; all unless given. */
  readonly where?: (query: SnapshotQuery<RowOf<Source>>) => unknown;
}

/** Copies rows of one table into another within the database, in the order of the source's key. */
export async function copyRows<Target extends Columns, Source extends Columns>(
  knex: Knex,
  target: Declaration<Target>,
  source: Declaration<Source>,
  options: CopyOptions<Target, Source>,
): Promise<BatchResult> {
  const config = settleBatchOptions('copyRows', options, 20_000);
  const session = sessionOf(knex);
  const [into, from] = [await openTable(session, target), await openTable(session, source)];
  const key = await keyOf(session, from);
  const chosen = chooseRows(source.table, options.where);
  const title = `${into.title} from ${from.title}`;
  const pairs = Object.entries(options.columns).filter(([, value]) => value !== undefined) as [
    string,
    string | Knex.Raw,
  ][];
  if (pairs.length === 0) {
    throw new BackfillError(title, {
      code: 'E_BACKFILL_EMPTY',
      where: title,
      what: 'would be copied without a column',
      repair: "Name columns: { columns: { id: 'id' } }.",
    });
  }
  const targets = pairs.map(([name]) => session.quote(liveColumn(name, into, session).name));
  const values = pairs.map(([, value]) =>
    typeof value === 'string'
      ? session.raw(session.quote(liveColumn(value, from, session).name))
      : value,
  );
  return runBatches(
    session,
    {
      title,
      purpose: purposeOf(
        chosen(session),
        key,
        pairs.map(([name]) => name),
      ),
      count: (within, after) => countRows(within, chosen(within), key, after),
      step: (within, after) =>
        stepThroughRanges(within, after, {
          table: source.table,
          live: from,
          key,
          dialect: batchDialects[session.dialect.name],
          batchSize: config.batchSize,
          async work(inner, conditions) {
            const { sql, bindings } = narrow(chosen(inner), conditions).select(values).toSQL();
            return inner.change(
              `insert into ${into.quoted} (${targets.join(', ')}) ${sql}`,
              bindings,
            );
          },
        }),
    },
    config,
  );
}
