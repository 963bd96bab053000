import { columnsOf, type BatchDialect, type ChangedColumn } from './batch-dialect.ts';

/**
 * Steers the planner, which takes a table of 100,000 rows for one to scan and sort at each page, to
 * its primary key. jit counts by the costs that this makes up.
 */
const settings = {
  enable_seqscan: 'off',
  enable_bitmapscan: 'off',
  enable_sort: 'off',
  enable_hashjoin: 'off',
  enable_mergejoin: 'off',
  jit: 'off',
};

/** deadlock_detected and lock_not_available: over once the savepoint has let its locks go. */
const transientInSavepoint = new Set(['40P01', '55P03']);

/** https://www.postgresql.org/docs/18/errcodes-appendix.html; 40001 is serialization_failure. */
const transient = new Set([...transientInSavepoint, '40001']);

/** PostgreSQL: arrays of the columns' own types, joined by the primary key. */
export const postgresBatches: BatchDialect = {
  rowsPerBatch: 5_000,
  comparesTuples: true,
  keyOf: async (live, session) =>
    live.key.map((column) => postgresBatches.columnOf(column, session)),
  columnOf: ({ name, type }, session) => {
    const sql = session.quote(name);
    return { name, sql, asText: `${sql}::text`, fromText: (text) => `${text}::${type}` };
  },
  // A statement that fails takes the transaction with it.
  needsSavepoints: true,
  // Not for update: rows that refer to these by a foreign key may still be inserted.
  lock: (query) => void query.forNoKeyUpdate(),
  fetch: async (session, query, names) => columnsOf(await session.rows(query), names),
  update({ table, key, columns, rows }) {
    const names: string[] = [];
    const arrays: string[] = [];
    const bindings: string[] = [];
    const add = (name: string, type: string, texts: readonly (string | null)[]): void => {
      names.push(name);
      arrays.push(`?::${type}[]`);
      bindings.push(arrayOf(texts));
    };
    const on = key.map((column, index) => {
      add(
        `k${index}`,
        'text',
        rows.map((row) => row.key[index] ?? null),
      );
      return `t.${column.sql} = ${column.fromText(`d.k${index}`)}`;
    });
    const set = columns.map((column, index) => {
      // An array of arrays comes apart, so arrays travel as text.
      const isArray = column.live.form === 'array';
      const type = isArray ? 'text' : column.live.type;
      add(
        `v${index}`,
        type,
        rows.map((row) => textOf(row.values[index], column)),
      );
      const value = isArray ? `d.v${index}::${column.live.type}` : `d.v${index}`;
      if (!column.isPartial) return `${column.sql} = ${value}`;
      const isSet = rows.map((row) => String(row.values[index] !== undefined));
      add(`s${index}`, 'boolean', isSet);
      return `${column.sql} = case when d.s${index} then ${value} else t.${column.sql} end`;
    });
    return {
      sql: `update ${table} as t set ${set.join(', ')} from unnest(${arrays.join(', ')}) as d(${names.join(', ')}) where ${on.join(' and ')}`,
      bindings,
    };
  },
  async settled(session, work) {
    const names = Object.keys(settings);
    const read = names.map((name) => `current_setting('${name}') as ${name}`).join(', ');
    const [before] = await session.rows(session.raw(`select ${read}`));
    const write = (values: Readonly<Record<string, unknown>>): Promise<unknown> =>
      session.rows(
        session.raw(
          `select ${names.map((name) => `set_config('${name}', ?, true)`).join(', ')}`,
          names.map((name) => values[name]),
        ),
      );
    await write(settings);
    const result = await work();
    // After an error the rollback does this.
    await write(before ?? {});
    return result;
  },
  async alone(session, name, work) {
    // To the end of the transaction; https://www.postgresql.org/docs/18/functions-admin.html
    await session.rows(session.raw('select pg_advisory_xact_lock(hashtext(?))', [name]));
    return work();
  },
  // undefined_table
  isMissingTable: (error) => (error as { code?: string }).code === '42P01',
  isTransient: (error, isWhole) =>
    (isWhole ? transient : transientInSavepoint).has(String((error as { code?: string }).code)),
};

/** The text that PostgreSQL reads a value from. */
function textOf(value: unknown, { column, live }: ChangedColumn): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string' && column.kind !== 'json') return value;
  if (column.kind === 'json') return JSON.stringify(value) ?? null;
  if (value instanceof Date) return dateText(value, live.base);
  if (value instanceof Uint8Array) return `\\x${Buffer.from(value).toString('hex')}`;
  if (Array.isArray(value))
    return arrayOf(
      value.map((each) => textOf(each, { column, live } as ChangedColumn)),
      Array.isArray(value[0]),
    );
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** As pg writes and reads dates: columns without a time zone hold local time. */
function dateText(date: Date, base: string): string {
  if (base === 'timestamptz' || base === '_timestamptz') return date.toISOString();
  const local = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, -1);
}

/** https://www.postgresql.org/docs/18/arrays.html#ARRAYS-IO */
function arrayOf(texts: readonly (string | null)[], areArrays = false): string {
  const element = (text: string): string =>
    areArrays ? text : `"${text.replaceAll(/["\\]/gu, '\\$&')}"`;
  return `{${texts.map((text) => (text === null ? 'NULL' : element(text))).join(',')}}`;
}
