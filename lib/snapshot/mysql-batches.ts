import { columnsOf, type BatchDialect, type ChangedColumn } from './batch-dialect.ts';

/** ER_LOCK_WAIT_TIMEOUT undoes its statement only, ER_LOCK_DEADLOCK the whole transaction. */
const lockWaitTimeout = 1205;
const deadlock = 1213;

/** ER_NO_SUCH_TABLE */
const noSuchTable = 1146;

/** MySQL 8 and MariaDB: JSON_TABLE makes rows of one JSON text, joined by the primary key. */
export const mysqlBatches: BatchDialect = {
  rowsPerBatch: 5_000,
  comparesTuples: false,
  keyOf: async (live, session) => live.key.map((column) => mysqlBatches.columnOf(column, session)),
  columnOf({ name, base, type, charset, collation }, session) {
    const sql = session.quote(name);
    const made = (asText: string, fromText: (text: string) => string) => ({
      name,
      sql,
      asText,
      fromText,
    });
    const asText = `cast(${sql} as char)`;
    if (base.endsWith('int')) {
      const integer = type.includes('unsigned') ? 'unsigned' : 'signed';
      return made(asText, (text) => `cast(${text} as ${integer})`);
    }
    if (/blob|binary/u.test(base)) return made(`hex(${sql})`, (text) => `unhex(${text})`);
    if (/^(?:datetime|timestamp)$/u.test(base))
      return made(asText, (text) => `cast(${text} as datetime(6))`);
    if (base === 'decimal')
      return made(asText, (text) => `cast(${text} as ${type.replace(/ .*/u, '')})`);
    if (charset !== undefined && collation !== undefined)
      return made(sql, (text) => `convert(${text} using ${charset}) collate ${collation}`);
    return made(asText, (text) => text);
  },
  needsSavepoints: false,
  lock: (query) => void query.forUpdate(),
  fetch: async (session, query, names) => columnsOf(await session.rows(query), names),
  update({ table, key, columns, rows, timezone }) {
    const width = key.length;
    const fields = [
      ...key.map((_, index) => `k${index} varchar(3072) path '$[${index}]'`),
      ...columns.flatMap((_, index) => [
        `v${index} longtext path '$[${width + 2 * index}]'`,
        `s${index} int path '$[${width + 2 * index + 1}]'`,
      ]),
    ];
    const on = key.map((column, index) => `t.${column.sql} = ${column.fromText(`d.k${index}`)}`);
    const set = columns.map((column, index) => {
      const isBytes = rows.some(({ values }) => values[index] instanceof Uint8Array);
      const value = isBytes ? `unhex(d.v${index})` : `d.v${index}`;
      return `t.${column.sql} = ${column.isPartial ? `if(d.s${index}, ${value}, t.${column.sql})` : value}`;
    });
    const data = rows.map(({ key: texts, values }) => [
      ...texts,
      ...columns.flatMap((column, index) => [
        textOf(values[index], column, timezone),
        values[index] === undefined ? 0 : 1,
      ]),
    ]);
    return {
      // From the batch to the table, never the other way: the key finds each row.
      sql: `update json_table(?, '$[*]' columns (${fields.join(', ')})) as d straight_join ${table} as t on ${on.join(' and ')} set ${set.join(', ')}`,
      bindings: [JSON.stringify(data)],
    };
  },
  settled: (_session, work) => work(),
  async alone(session, name, work) {
    // A lock of the connection, since what creates or drops a table ends the transaction; it must not
    // be let go before others see what was written. MariaDB knows no lock without a time limit.
    // https://dev.mysql.com/doc/refman/8.4/en/locking-functions.html
    await session.rows(session.raw('select get_lock(?, 600)', [name]));
    try {
      const done = await work();
      await session.raw('commit');
      return done;
    } finally {
      await session.rows(session.raw('select release_lock(?)', [name]));
    }
  },
  isMissingTable: (error) => (error as { errno?: number }).errno === noSuchTable,
  isTransient: (error, isWhole) => {
    const { errno } = error as { errno?: number };
    return errno === lockWaitTimeout || (isWhole && errno === deadlock);
  },
};

/** The text that MySQL makes a value of when it is assigned. */
function textOf(
  value: unknown,
  { column }: ChangedColumn,
  timezone: string | undefined,
): string | null {
  if (value === undefined || value === null) return null;
  if (column.kind === 'json') return JSON.stringify(value) ?? null;
  if (value instanceof Date) return dateText(value, timezone);
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  if (typeof value === 'boolean') return value ? '1' : '0';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/**
 * As the drivers write dates, in their option `timezone`: `local`, `Z` or an offset such as `+02:00`.
 */
function dateText(date: Date, timezone = 'local'): string {
  const [, sign, hours = '0', minutes = '0'] =
    /^(?<sign>[+-])(?<hours>\d\d):?(?<minutes>\d\d)$/u.exec(timezone) ?? [];
  const given = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  const offset = timezone === 'local' ? -date.getTimezoneOffset() : given;
  return new Date(date.getTime() + offset * 60_000).toISOString().slice(0, -1).replace('T', ' ');
}
