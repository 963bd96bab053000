import type { Knex } from 'knex';
import type { Column } from './column.ts';
import type { Fragment, Key, KeyColumn } from './keyset.ts';
import type { LiveColumn, LiveTable } from './live-table.ts';
import type { Session } from './session.ts';

/** How a database is gone through in batches. */
export interface BatchDialect {
  /** How many rows are read, computed and written at a time unless a migration says so. */
  readonly rowsPerBatch: number;
  /** Whether `(a, b) > (?, ?)` goes by the index of a and b. */
  readonly comparesTuples: boolean;
  /** The key to page by: the primary key, or what the database has that is faster. */
  keyOf(live: LiveTable, session: Session): Promise<readonly KeyColumn[]>;
  columnOf(live: LiveColumn, session: Session): KeyColumn;
  /** Whether only a savepoint lets a statement be tried again within a transaction. */
  readonly needsSavepoints: boolean;
  /** Keeps others from changing the rows of a page before they are written. */
  lock(query: Knex.QueryBuilder): void;
  /**
   * Runs the query of a page by the fastest way that loses nothing.
   *
   * @param names what the query selects
   * @param columns the declared ones among them
   * @returns for each name the values of all rows
   */
  fetch(
    session: Session,
    query: Knex.QueryBuilder,
    names: readonly string[],
    columns: readonly Omit<ChangedColumn, 'isPartial'>[],
  ): Promise<readonly (readonly unknown[])[]>;
  /** Writes all rows of a batch. */
  update(change: Change): Fragment;
  /** Runs work under settings of the transaction that it needs, and puts them back. */
  settled<T>(session: Session, work: () => Promise<T>): Promise<T>;
  /** Does work of a transaction while nobody else does any of this name, whatever table it is about. */
  alone<T>(session: Session, name: string, work: () => Promise<T>): Promise<T>;
  /** Whether an error says that a table is not there. */
  isMissingTable(error: unknown): boolean;
  /**
   * Whether an error passes when the batch is tried again.
   *
   * @param isWhole whether the batch is a whole transaction, which all can be tried again
   */
  isTransient(error: unknown, isWhole: boolean): boolean;
}

/** New values for some columns of some rows. */
export interface Change {
  /** The table, for the text of a statement. */
  readonly table: string;
  readonly key: readonly KeyColumn[];
  readonly columns: readonly ChangedColumn[];
  readonly rows: readonly ChangedRow[];
  readonly timezone: string | undefined;
}

export interface ChangedColumn {
  /** Its name, for the text of a statement. */
  readonly sql: string;
  readonly column: Column;
  readonly live: LiveColumn;
  /** Whether some of the rows leave this column alone. */
  readonly isPartial: boolean;
}

export interface ChangedRow {
  readonly key: Key;
  /** By the columns of the change; undefined leaves one alone. */
  readonly values: readonly unknown[];
}

/** Turns rows into what `fetch` returns. */
export function columnsOf(
  rows: readonly Readonly<Record<string, unknown>>[],
  names: readonly string[],
): readonly (readonly unknown[])[] {
  return names.map((name) => rows.map((row) => row[name]));
}
