import type { Knex } from 'knex';
import type { Catalog, CatalogTable } from '../catalog/catalog.ts';
import { columnsSetByUpdates } from '../catalog/self-set.ts';
import { labelOf } from '../catalog/object-label.ts';
import type { DialectName } from '../dialect/dialect.ts';
import { quoteName, quotePath } from '../dialect/quote-name.ts';
import { count } from '../errors.ts';
import { selectRows } from '../seed/select-rows.ts';
import { problemOf } from './climb-problem.ts';
import type { ClimbProblem } from './report.ts';

/** The rows of one table, each as a text by which it can be found again, and what it is made of. */
interface TableRows {
  readonly table: CatalogTable;
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  /** How many there are, of which no more than `limit` may be among `rows`. */
  readonly total: number;
  /** Columns that say when a row was changed: to come back, it is changed once more. */
  readonly setByUpdates: ReadonlySet<string>;
}

/** The rows of tables, by their places; those that cannot be read are not among them. */
export type RowDigest = ReadonlyMap<string, TableRows>;

/** Most rows of a table that are looked at. */
const limit = 1_000;

/**
 * Reads the rows of all tables of a catalog.
 *
 * @param before what is to be found again: where there are more rows now, more are looked at
 */
export async function readRows(
  knex: Knex,
  catalog: Catalog,
  before?: RowDigest,
): Promise<RowDigest> {
  const digest = new Map<string, TableRows>();
  for (const table of catalog.tables) {
    if (table.kind !== 'table') continue;
    const place = quotePath(catalog.dialect, table.schema, table.name);
    const setByUpdates = columnsSetByUpdates(catalog, table);
    const order = orderOf(table, catalog.dialect, setByUpdates);
    try {
      const read = await readTable(knex, place, order, before?.get(place)?.total);
      digest.set(place, { table, ...read, setByUpdates });
    } catch {
      // Down took it away, which is told as a trace.
    }
  }
  return digest;
}

/** Of a table with more rows the first are looked at, which are the same again wherever they lie. */
async function readTable(
  knex: Knex,
  place: string,
  order: string,
  expected: number | undefined,
): Promise<Pick<TableRows, 'rows' | 'total'>> {
  const rows = await selectRows(knex, `select * from ${place} limit ${limit + 1}`);
  if (rows.length <= limit) return { rows, total: rows.length };
  const [counted] = await selectRows(knex, `select count(*) as n from ${place}`);
  const total = Number(counted?.['n']);
  // What has joined them may stand before them.
  const most = limit + Math.max(0, total - (expected ?? total));
  return {
    rows: await selectRows(knex, `select * from ${place}${order} limit ${most}`),
    total,
  };
}

/** By the key, or by all that an update does not set by itself. */
function orderOf(
  { columns, constraints }: CatalogTable,
  dialect: DialectName,
  setByUpdates: ReadonlySet<string>,
): string {
  const key = constraints.find(({ kind }) => kind === 'pk')?.columns;
  const terms =
    key?.map((column) => quoteName(dialect, column)) ??
    columns
      .filter(({ name }) => !setByUpdates.has(name))
      .map(({ name }) => ordered[dialect](quoteName(dialect, name)));
  return terms.length === 0 ? '' : ` order by ${terms.join(', ')}`;
}

/** An order of values of any type, in which none that differ are alike. */
const ordered: Readonly<Record<DialectName, (column: string) => string>> = {
  postgres: (column) => `${column}::text collate "C"`,
  // It sorts by the first max_sort_length bytes of a text.
  mysql: (column) => `md5(${column})`,
  sqlite: (column) => `${column} collate binary`,
};

/** Says which rows that were there before `up` are not there after `down`. */
export function lostRows(before: RowDigest, after: RowDigest): ClimbProblem[] {
  return [...before].flatMap(([place, { table, rows, setByUpdates }]) => {
    const now = after.get(place);
    if (now === undefined) return [];
    const columns = Object.keys(rows[0] ?? {}).filter(
      (column) =>
        !setByUpdates.has(column) && (now.rows.length === 0 || column in (now.rows[0] ?? {})),
    );
    const keyOf = (row: Readonly<Record<string, unknown>>, of: readonly string[]): string =>
      JSON.stringify(of.map((column) => textOf(row[column])));
    const left = new Map<string, number>();
    for (const row of now.rows) {
      const key = keyOf(row, columns);
      left.set(key, (left.get(key) ?? 0) + 1);
    }
    const lost = rows.filter((row) => {
      const key = keyOf(row, columns);
      const found = left.get(key) ?? 0;
      left.set(key, found - 1);
      return found <= 0;
    });
    if (lost.length === 0) return [];
    const label = labelOf(table, 'table', { schema: null, name: null });
    const changed = changedColumns(table, lost, now.rows, columns);
    return problemOf({
      kind: 'rows-lost',
      object: label,
      message:
        changed.length > 0
          ? `down did not bring back ${count(lost.length, 'row')} of ${label}: ${changed.join(', ')} ${changed.length === 1 ? 'is' : 'are'} not what ${changed.length === 1 ? 'it was' : 'they were'}`
          : `down did not bring back ${count(lost.length, 'row')} of ${label}`,
      repair:
        'Keep in up what down needs to put them back; where that cannot be, say so: irreversible, or checks.rows off.',
    });
  });
}

/** The columns in which rows with the same primary key differ. */
function changedColumns(
  table: CatalogTable,
  lost: TableRows['rows'],
  now: TableRows['rows'],
  columns: readonly string[],
): string[] {
  const key = table.constraints.find(({ kind }) => kind === 'pk')?.columns ?? [];
  if (key.length === 0) return [];
  const idOf = (row: Readonly<Record<string, unknown>>): string =>
    JSON.stringify(key.map((column) => textOf(row[column])));
  const byId = new Map(now.map((row) => [idOf(row), row]));
  const changed = new Set<string>();
  for (const row of lost) {
    const other = byId.get(idOf(row));
    if (other === undefined) return [];
    for (const column of columns) {
      if (textOf(row[column]) !== textOf(other[column])) changed.add(column);
    }
  }
  return [...changed];
}

function textOf(value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  if (Buffer.isBuffer(value)) return value.toString('hex');
  return typeof value === 'object' ? JSON.stringify(value) : `${typeof value} ${String(value)}`;
}
