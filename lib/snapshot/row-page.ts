import { narrow } from './chosen-rows.ts';
import { after, type Key } from './keyset.ts';
import type { RowPlan } from './row-plan.ts';
import type { Session } from './session.ts';

/** A row as the snapshot declares it, and the key to find it by again. */
export interface PageRow {
  readonly key: Key;
  readonly row: Record<string, unknown>;
}

/** Reads the rows that come next, and locks them where the database does that. */
export async function readPage(
  session: Session,
  from: Key | undefined,
  { chosen, key, columns, dialect, batchSize }: RowPlan,
): Promise<readonly PageRow[]> {
  // By numbers, since the project's names may be wrapped, and a key's name be that of a column.
  const start = from === undefined ? [] : [after(key, from, dialect.comparesTuples)];
  const query = narrow(chosen(session), start)
    .select(key.map(({ asText }, index) => session.raw(`${asText} as k${index}`)))
    .select(columns.map(({ sql }, index) => session.raw(`${sql} as c${index}`)))
    .orderByRaw(key.map(({ sql }) => sql).join(', '))
    .limit(batchSize);
  dialect.lock(query);
  const names = [...key.map((_, index) => `k${index}`), ...columns.map((_, index) => `c${index}`)];
  const values = await dialect.fetch(session, query, names, columns);
  const keys = values.slice(0, key.length);
  const [first = []] = keys;
  const isSimple = keys.length === 1;
  const fields = columns.map(({ name, isJsonText }, index) => ({
    name,
    isJsonText,
    values: values[key.length + index] ?? [],
  }));
  return first.map((_, at) => {
    const row: Record<string, unknown> = {};
    for (const field of fields) {
      const value = field.values[at];
      const isText = field.isJsonText && typeof value === 'string';
      row[field.name] = isText ? (JSON.parse(value) as unknown) : value;
    }
    return { key: isSimple ? [String(first[at])] : keys.map((each) => String(each[at])), row };
  });
}
