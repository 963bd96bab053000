import type { BatchDialect } from './batch-dialect.ts';
import type { ChosenRows } from './chosen-rows.ts';
import type { Column, Columns } from './column.ts';
import type { KeyColumn } from './keyset.ts';
import type { LiveColumn, LiveTable } from './live-table.ts';
import { liveColumn } from './open-table.ts';
import type { Session } from './session.ts';

/** A declared column beside what the table has. */
export interface RowColumn {
  readonly name: string;
  /** For the text of a statement. */
  readonly sql: string;
  readonly column: Column;
  readonly live: LiveColumn;
  readonly isKey: boolean;
  /** Whether the driver leaves its JSON as text. */
  readonly isJsonText: boolean;
}

/** All that a backfill by a function needs to know of a table, found out once. */
export interface RowPlan {
  readonly live: LiveTable;
  readonly key: readonly KeyColumn[];
  readonly columns: readonly RowColumn[];
  readonly byName: ReadonlyMap<string, RowColumn>;
  readonly dialect: BatchDialect;
  readonly batchSize: number;
  readonly chosen: ChosenRows;
  readonly set: (row: never) => unknown;
}

/** Finds out how the columns of a backfill are read and written. */
export function planRows(
  session: Session,
  declared: Columns,
  given: Omit<RowPlan, 'columns' | 'byName'>,
): RowPlan {
  const { live } = given;
  const columns = Object.entries(declared).map(([name, column]): RowColumn => {
    const found = liveColumn(name, live, session);
    // Drivers take real json apart; SQLite has none, and MariaDB's is longtext.
    const isText = session.dialect.name === 'sqlite' || !/^jsonb?$/u.test(found.base);
    return {
      name,
      sql: session.quote(found.name),
      column,
      live: found,
      isKey: live.key.includes(found),
      isJsonText: column.kind === 'json' && isText,
    };
  });
  return { ...given, columns, byName: new Map(columns.map((each) => [each.name, each])) };
}
