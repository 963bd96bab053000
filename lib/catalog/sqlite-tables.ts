import { tokensOf } from '../schema/sqlite-text.ts';
import type { CatalogColumn, CatalogTable, CatalogView } from './catalog.ts';
import { canonical } from './sqlite-canonical.ts';
import { parseIndexText } from './sqlite-index-text.ts';
import { parseTableText, type TableText } from './sqlite-table-text.ts';

/** A row of sqlite_schema. */
export interface SchemaRow {
  readonly type: 'table' | 'index' | 'view' | 'trigger';
  readonly name: string;
  /** As it is spelt where the object was made. */
  readonly table: string;
  readonly sql: string;
}

/** A row of pragma_table_xinfo. */
export interface ColumnRow {
  readonly table: string;
  readonly name: string;
  readonly type: string;
  readonly notnull: number;
  readonly dflt_value: string | null;
  /** 0 plain, 1 of a virtual table, 2 generated, 3 generated and stored. */
  readonly hidden: number;
}

/** A row of pragma_table_list. */
export interface TableRow {
  readonly name: string;
  readonly type: 'table' | 'view' | 'virtual' | 'shadow';
  readonly wr: number;
  readonly strict: number;
}

/** A table, and what was asked of it. */
export interface SqliteTableRows {
  readonly object: SchemaRow;
  readonly kind: TableRow | undefined;
  readonly columns: readonly ColumnRow[];
  readonly indexes: readonly SchemaRow[];
  /** Finds the comment of a column, or of the table itself. */
  readonly commentOf: (column: string | null) => string | null;
}

/** Builds a table of its rows. */
export function buildTable({
  object,
  kind,
  columns: rows,
  indexes,
  commentOf,
}: SqliteTableRows): CatalogTable {
  const { name, sql } = object;
  const isVirtual = kind?.type === 'virtual';
  const names = rows.map((row) => row.name);
  const text = isVirtual ? undefined : parseTableText(sql, names);
  const options = [
    kind?.wr === 1 ? 'without rowid' : [],
    kind?.strict === 1 ? 'strict' : [],
    isVirtual ? canonical(tokensOf(sql)) : [],
  ].flat();
  return {
    schema: null,
    name,
    kind: isVirtual ? 'virtual table' : 'table',
    comment: commentOf(null),
    columns: rows.map((row, index) => columnOf(row, index + 1, text, commentOf(row.name))),
    constraints: text?.constraints ?? [],
    indexes: indexes.map((index) => parseIndexText(index.name, index.sql, names)),
    parents: null,
    partitionBy: null,
    rowSecurity: 'off',
    options: options.length === 0 ? null : options.join(', '),
  };
}

/** Builds a view of its text and its columns. */
export function buildView({ name, sql }: SchemaRow, rows: readonly ColumnRow[]): CatalogView {
  return {
    schema: null,
    name,
    kind: 'view',
    comment: null,
    columns: rows.map((row, index) => columnOf(row, index + 1, undefined, null)),
    indexes: [],
    definition: canonical(tokensOf(sql)),
    options: null,
  };
}

function columnOf(
  row: ColumnRow,
  position: number,
  text: TableText | undefined,
  comment: string | null,
): CatalogColumn {
  const key = text?.constraints.find(({ kind }) => kind === 'pk')?.columns ?? [];
  const expression = text?.generated.get(row.name);
  return {
    name: row.name,
    type: row.type.toLowerCase(),
    nullable: row.notnull === 0,
    default: row.dflt_value === null ? null : canonical(tokensOf(row.dflt_value)),
    generated: expression === undefined ? null : { expression, stored: row.hidden === 3 },
    identity:
      text?.autoincrement === true && key[0] === row.name
        ? { kind: 'autoincrement', sequence: null }
        : null,
    collation: text?.collations.get(row.name) ?? null,
    comment,
    position,
    options: row.hidden === 1 ? 'hidden' : null,
  };
}
