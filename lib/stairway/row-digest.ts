import type { Knex } from 'knex';
import type { Catalog, CatalogTable } from '../catalog/catalog.ts';
import { columnsSetByUpdates } from '../catalog/self-set.ts';
import { labelOf } from '../catalog/object-label.ts';
import { quoteName, quotePath } from '../dialect/quote-name.ts';
import { count } from '../errors.ts';
import { selectRows } from '../seed/select-rows.ts';
import { problemOf } from './climb-problem.ts';
import type { ClimbProblem } from './report.ts';

/** The rows of one table, each as a text by which it can be found again, and what it is made of. */
interface TableRows {
  readonly table: CatalogTable;
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  /** Columns that say when a row was changed: to come back, it is changed once more. */
  readonly setByUpdates: ReadonlySet<string>;
}

/** The rows of tables, by their places; those that cannot be read are not among them. */
export type RowDigest = ReadonlyMap<string, TableRows>;

/** Most rows of a table that are looked at. */
const limit = 1_000;

/** Reads the rows of all tables of a catalog. */
export async function readRows(knex: Knex, catalog: Catalog): Promise<RowDigest> {
  const digest = new Map<string, TableRows>();
  for (const table of catalog.tables) {
    if (table.kind !== 'table') continue;
    const place = quotePath(catalog.dialect, table.schema, table.name);
    try {
      const order = orderOf(table, catalog.dialect);
      const rows = await selectRows(knex, `select * from ${place}${order} limit ${limit}`);
      const setByUpdates = columnsSetByUpdates(catalog, table);
      digest.set(place, { table, rows, setByUpdates });
    } catch {
      // Down took it away, which is told as a trace.
    }
  }
  return digest;
}

/** Of a table with more rows the same are looked at again, wherever an update has put them. */
function orderOf({ constraints }: CatalogTable, dialect: Catalog['dialect']): string {
  const key = constraints.find(({ kind }) => kind === 'pk')?.columns ?? [];
  const names = key.map((column) => quoteName(dialect, column));
  return names.length === 0 ? '' : ` order by ${names.join(', ')}`;
}

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
