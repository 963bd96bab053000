import type { ChangedColumn, ChangedRow } from './batch-dialect.ts';
import type { Key } from './keyset.ts';
import { readPage } from './row-page.ts';
import type { RowPlan } from './row-plan.ts';
import { valuesFor } from './row-values.ts';
import type { BatchStep } from './run-batches.ts';
import type { Session } from './session.ts';

/** Reads a page of rows, asks for their new values, and writes them by one statement. */
export async function stepThroughRows(
  session: Session,
  from: Key | undefined,
  plan: RowPlan,
): Promise<BatchStep> {
  const page = await readPage(session, from, plan);
  const dated = plan.columns.flatMap(({ name, column: { kind } }) =>
    kind === 'timestamp' || kind === 'date' || kind === 'specific' ? name : [],
  );
  const names = new Map<string, number>();
  const rows: ChangedRow[] = [];
  for (const pageRow of page) {
    const times = timesOf(pageRow.row, dated);
    const answer = valuesFor(pageRow, plan);
    const given = answer instanceof Promise ? await answer : answer;
    if (given === undefined) continue;
    const values: unknown[] = [];
    for (const name of Object.keys(given)) {
      const value = given[name];
      if (value === undefined || isUntouched(value, times?.get(name))) continue;
      let index = names.get(name);
      if (index === undefined) names.set(name, (index = names.size));
      values[index] = value;
    }
    if (values.length > 0) rows.push({ key: pageRow.key, values });
  }
  return {
    last: page.at(-1)?.key,
    done: page.length,
    written: rows.length === 0 ? 0 : await write(session, [...names.keys()], rows, plan),
    isLast: page.length < plan.batchSize,
  };
}

async function write(
  session: Session,
  names: readonly string[],
  rows: readonly ChangedRow[],
  { live, byName, key, dialect }: RowPlan,
): Promise<number> {
  const columns = names.flatMap((name, index): readonly ChangedColumn[] => {
    const found = byName.get(name);
    const isPartial = rows.some(({ values }) => values[index] === undefined);
    return found === undefined ? [] : [{ ...found, isPartial }];
  });
  const { timezone } = session;
  const { sql, bindings } = dialect.update({ table: live.quoted, key, columns, rows, timezone });
  return session.change(sql, bindings);
}

/** Dates hold milliseconds, columns microseconds: what set hands back as it was is not written. */
function timesOf(
  row: Readonly<Record<string, unknown>>,
  dated: readonly string[],
): ReadonlyMap<string, number> | undefined {
  if (dated.length === 0) return undefined;
  const times = new Map<string, number>();
  for (const name of dated) {
    const value = row[name];
    if (value instanceof Date) times.set(name, value.getTime());
  }
  return times;
}

function isUntouched(value: unknown, time: number | undefined): boolean {
  return time !== undefined && value instanceof Date && value.getTime() === time;
}
