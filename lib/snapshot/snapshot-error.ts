import { StairwayError, type Problem } from '../errors.ts';

/** A snapshot and the live table are not the same; no row was touched. */
export class SnapshotError extends StairwayError {
  /** The table, with its schema where the snapshot gives one. */
  readonly table: string;

  constructor(table: string, problems: readonly Problem[]) {
    super(
      'E_SNAPSHOT',
      `The snapshot of ${table} is not the table that is there (${problems.length} difference${problems.length === 1 ? '' : 's'}); no row was touched.`,
      problems,
    );
    this.table = table;
  }
}

/** Moving data stopped; nothing of the batch that it stopped in was kept. */
export class BackfillError extends StairwayError {
  readonly table: string;
  /** The row that it stopped at: values of the primary key by column, where one row is to blame. */
  readonly key: Readonly<Record<string, unknown>> | undefined;

  constructor(
    table: string,
    problem: Problem,
    options: { readonly cause?: unknown; readonly key?: Readonly<Record<string, unknown>> } = {},
  ) {
    super(
      'E_BACKFILL',
      `The data of ${table} could not be moved.`,
      [problem],
      'cause' in options ? { cause: options.cause } : undefined,
    );
    this.table = table;
    this.key = options.key;
  }
}
