import type { Dialect } from '../dialect/dialect.ts';
import { isSameName } from '../dialect/same-name.ts';
import type { LiveConstraint } from './live-constraint.ts';

/** A table or a column that bears another name now. */
export interface Move {
  /** The table as it is called now, without its schema. */
  readonly table: string;
  /** What it was called; the same where only a column moved. */
  readonly tableBefore: string;
  readonly column?: { readonly before: string; readonly after: string };
}

/** The constraint as it was before the move. */
export function beforeMove(
  constraint: LiveConstraint,
  { table, tableBefore, column }: Move,
  dialect: Dialect,
): LiveConstraint {
  const columnsBefore = <T extends string | null>(columns: readonly T[]): T[] =>
    columns.map((name) =>
      column !== undefined && isSameName(dialect, name, column.after) ? (column.before as T) : name,
    );
  const { columns, referredTable, referredColumns } = constraint;
  // A table of another schema may bear the same name.
  const isOwn = constraint.isOwn ?? isSameName(dialect, constraint.table, table);
  const isReferred = constraint.isReferring ?? isSameName(dialect, referredTable, table);
  return {
    ...constraint,
    table: isOwn ? tableBefore : constraint.table,
    columns: isOwn ? columnsBefore(columns) : columns,
    referredTable: isReferred ? tableBefore : referredTable,
    referredColumns: isReferred ? columnsBefore(referredColumns) : referredColumns,
  };
}
