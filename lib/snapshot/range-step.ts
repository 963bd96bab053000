import type { BatchDialect } from './batch-dialect.ts';
import { narrow } from './chosen-rows.ts';
import { after, upTo, type Fragment, type Key, type KeyColumn } from './keyset.ts';
import { queryOf } from './open-table.ts';
import type { LiveTable, TableName } from './live-table.ts';
import type { BatchStep } from './run-batches.ts';
import type { Session } from './session.ts';

/** Work that the database does by itself, on all rows of a range of keys. */
export interface RangeStep {
  readonly table: TableName;
  readonly live: LiveTable;
  readonly key: readonly KeyColumn[];
  readonly dialect: BatchDialect;
  /** Keys in a range, whether or not their rows are of the work. */
  readonly batchSize: number;
  /** Works on the rows that all of the conditions hold for, and tells how many. */
  work(session: Session, conditions: readonly Fragment[]): Promise<number>;
}

/** Finds where the next range ends, and has the work done up to there. */
export async function stepThroughRanges(
  session: Session,
  from: Key | undefined,
  step: RangeStep,
): Promise<BatchStep> {
  const { key, dialect } = step;
  const start = from === undefined ? [] : [after(key, from, dialect.comparesTuples)];
  const last = await endOfRange(session, start, step);
  const end = last === undefined ? [] : [upTo(key, last, dialect.comparesTuples)];
  const done = await step.work(session, [...start, ...end]);
  return { last: last ?? from, done, written: done, isLast: last === undefined };
}

/** The offset skips within one range only, and reads nothing but the index. */
async function endOfRange(
  session: Session,
  start: readonly Fragment[],
  { table, key, batchSize }: RangeStep,
): Promise<Key | undefined> {
  const query = narrow(queryOf(session, table), start)
    .select(key.map(({ asText }, index) => session.raw(`${asText} as k${index}`)))
    .orderByRaw(key.map(({ sql }) => sql).join(', '))
    .limit(1)
    .offset(batchSize - 1);
  const [row] = await session.rows(query);
  return row && key.map((_, index) => String(row[`k${index}`]));
}
