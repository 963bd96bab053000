import type { Knex } from 'knex';
import {
  columnsOf,
  type BatchDialect,
  type ChangedColumn,
  type ChangedRow,
} from './batch-dialect.ts';
import type { KeyColumn } from './keyset.ts';
import type { LiveTable } from './live-table.ts';
import type { Session } from './session.ts';

/** SQLite: one JSON text holds the batch, joined by the row's number or the primary key. */
export const sqliteBatches: BatchDialect = {
  rowsPerBatch: 2_000,
  // Since 3.15; https://www.sqlite.org/rowvalue.html
  comparesTuples: true,
  async keyOf(live, session) {
    // Numbers of rows are the fastest key, but VACUUM may give others: not for what outlives a
    // transaction (https://www.sqlite.org/lang_vacuum.html).
    if (session.isTransaction && (await hasRowNumbers(live, session))) return [rowNumber];
    return live.key.map((column) => sqliteBatches.columnOf(column, session));
  },
  columnOf({ name, base }, session) {
    const sql = session.quote(name);
    if (/blob|binary/u.test(base))
      return { name, sql, asText: `hex(${sql})`, fromText: (text) => `unhex(${text})` };
    // Drivers round integers beyond 2^53; compared with a column of integers, the text is one again.
    if (/int/u.test(base))
      return {
        name,
        sql,
        asText: `cast(${sql} as text)`,
        fromText: (text) => `cast(${text} as integer)`,
      };
    return { name, sql, asText: sql, fromText: (text) => text };
  },
  needsSavepoints: false,
  // Who writes has the whole database.
  lock: () => {},
  async fetch(session, query, names, columns) {
    if (!columns.every(isSafeInJson)) return columnsOf(await session.rows(query), names);
    try {
      return await fetchByColumn(session, query, names);
    } catch (error) {
      // A column of SQLite may hold bytes whatever its type says, and JSON holds none.
      if (!String(error).includes('BLOB')) throw error;
      return columnsOf(await session.rows(query), names);
    }
  },
  update({ table, key, columns, rows }) {
    const [only] = columns;
    const [number] = key;
    if (columns.length === 1 && only !== undefined && !only.isPartial && key.length === 1) {
      // The names of one object are the keys, which spares taking each row's array apart.
      const isHex = isHexed(rows, 0);
      const json = rows.map(
        ({ key: [name], values }) => `${JSON.stringify(name)}:${jsonOf(values[0], only)}`,
      );
      return {
        sql: `update ${table} as t set ${only.sql} = ${isHex ? 'unhex(d.value)' : 'd.value'} from json_each(?) as d where t.${number?.sql} = ${number?.fromText('d.key')}`,
        bindings: [`{${json.join(',')}}`],
      };
    }
    const at = (index: number): string => `d.value ->> '$[${index}]'`;
    const on = key.map((column, index) => `t.${column.sql} = ${column.fromText(`(${at(index)})`)}`);
    const set = columns.map((column, index) => {
      const text = at(key.length + 2 * index);
      const value = isHexed(rows, index) ? `unhex(${text})` : text;
      return column.isPartial
        ? `${column.sql} = case when ${at(key.length + 2 * index + 1)} then ${value} else t.${column.sql} end`
        : `${column.sql} = ${value}`;
    });
    const json = rows.map(({ key: texts, values }) => {
      const cells = columns.flatMap((column, index) => [
        jsonOf(values[index], column),
        values[index] === undefined ? '0' : '1',
      ]);
      return `[${[...texts.map((text) => JSON.stringify(text)), ...cells].join(',')}]`;
    });
    return {
      sql: `update ${table} as t set ${set.join(', ')} from json_each(?) as d where ${on.join(' and ')}`,
      bindings: [`[${json.join(',')}]`],
    };
  },
  settled: (_session, work) => work(),
  // Who writes first has the whole database to the end of the transaction.
  alone: (_session, _name, work) => work(),
  isMissingTable: (error) => String(error).includes('no such table: '),
  isTransient: (error, isWhole) => {
    const code = String((error as { code?: string }).code);
    // Where others have written since the transaction read, only a new transaction helps.
    if (code === 'SQLITE_BUSY_SNAPSHOT') return isWhole;
    return code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED');
  },
};

const rowNumber: KeyColumn = {
  name: 'rowid',
  sql: 'rowid',
  // JSON.parse takes a number in a fifth of the time of a text, and rounds it beyond 2^53.
  asText:
    'case when rowid between -9007199254740991 and 9007199254740991 then rowid else cast(rowid as text) end',
  fromText: (text) => `cast(${text} as integer)`,
};

/** Only what JSON gives back as it was: no bytes, no numbers with a fraction. */
function isSafeInJson({ column: { kind }, live }: Omit<ChangedColumn, 'isPartial'>): boolean {
  return (
    !['binary', 'decimal', 'specific'].includes(kind) &&
    !/^$|blob|binary|real|float|double|num|dec/u.test(live.base)
  );
}

/** One JSON text for each column costs half of what the drivers take for an object for each row. */
async function fetchByColumn(
  session: Session,
  query: Knex.QueryBuilder,
  names: readonly string[],
): Promise<readonly (readonly unknown[])[]> {
  const lists = names.map((name) => `json_group_array(${name}) as ${name}`).join(', ');
  const [row] = await session.rows(session.raw(`select ${lists} from (?) as page`, [query]));
  return names.map((name) => JSON.parse(String(row?.[name])) as unknown[]);
}

/** Not WITHOUT ROWID, and no column of the table's own hides the number. */
async function hasRowNumbers(live: LiveTable, session: Session): Promise<boolean> {
  if (live.columns.some(({ name }) => name.toLowerCase() === 'rowid')) return false;
  try {
    await session.transaction((inner) =>
      inner.rows(inner.raw(`select rowid as n from ${live.quoted} limit 1`)),
    );
    return true;
  } catch {
    return false;
  }
}

function isHexed(rows: readonly ChangedRow[], index: number): boolean {
  return rows.some(({ values }) => values[index] instanceof Uint8Array);
}

/** Values as Knex binds them: dates as milliseconds, true and false as numbers. */
function jsonOf(value: unknown, { column }: ChangedColumn): string {
  if (value === undefined || value === null) return 'null';
  if (typeof value === 'string' && column.kind !== 'json') return JSON.stringify(value);
  if (column.kind === 'json') return JSON.stringify(JSON.stringify(value) ?? null);
  if (value instanceof Uint8Array) return `"${Buffer.from(value).toString('hex')}"`;
  if (value instanceof Date) return String(value.getTime());
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (typeof value === 'bigint') return String(value);
  // What is infinite in SQLite too: https://www.sqlite.org/faq.html
  if (value === Infinity) return '9e999';
  if (value === -Infinity) return '-9e999';
  return JSON.stringify(typeof value === 'object' ? JSON.stringify(value) : value) ?? 'null';
}
