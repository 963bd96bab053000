import { count, StairwayError, type Problem } from '../errors.ts';

/**
 * A snapshot and the live table are not the same; no row was touched.
 *
 * @example
 * const account = tableSnapshot('user_account', { emial: column.text() });
 * const thrown: unknown = await account.insertMany(knex, []).catch((error: unknown) => error);
 * console.log(thrown instanceof SnapshotError && thrown.problems[0]?.repair); // Declare what is there: did you mean "email"?
 */
export class SnapshotError extends StairwayError {
  /** The table, with its schema where the snapshot gives one. */
  readonly table: string;

  constructor(table: string, problems: readonly Problem[]) {
    super(
      'E_SNAPSHOT',
      `The snapshot of ${table} is not the table that is there (${count(problems.length, 'difference')}); no row was touched.`,
      problems,
    );
    this.table = table;
  }
}

/**
 * Moving data stopped; nothing of the batch that it stopped in was kept.
 *
 * @example
 * const account = tableSnapshot('user_account', { id: column.uuid(), username: column.text() });
 * const thrown: unknown = await account
 *   .backfill(knex, { set: () => Promise.reject(new Error('not today')) })
 *   .catch((error: unknown) => error);
 * console.log(thrown instanceof BackfillError && thrown.problems[0]?.what); // made set throw: not today
 */
export class BackfillError extends StairwayError {
  /** The table, with its schema where the snapshot gives one. */
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
