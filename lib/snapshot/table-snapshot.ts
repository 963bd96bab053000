import type { Knex } from 'knex';
import { backfill, type BackfillOptions } from './backfill.ts';
import { checkedKnex } from './checked-knex.ts';
import type { Columns, RowOf } from './column.ts';
import { copyRows, type CopyOptions } from './copy-rows.ts';
import { insertMany, type InsertManyOptions, type NewRows } from './insert-many.ts';
import type { Declaration } from './open-table.ts';
import type { BatchResult } from './run-batches.ts';
import type { SnapshotQuery } from './snapshot-query.ts';

/** What a snapshot can be told about its table. */
export interface TableSnapshotOptions<Name extends string = string> {
  /** Schema (on SQLite the attached database); else the connection's own. */
  readonly schema?: string;
  /** Columns to go through the table by, unique together and not null; else its primary key. */
  readonly primaryKey?: readonly Name[];
  /** Whether to compare the declaration with the live table before data is touched. Default true. */
  readonly check?: boolean;
}

/** A table as it was on the day of a migration. */
export interface TableSnapshot<C extends Columns> {
  readonly tableName: string;
  readonly columns: C;
  /**
   * Starts a query in the Knex or transaction that is handed in.
   *
   * @throws SnapshotError when it runs, where the table is another
   */
  query(knex: Knex): SnapshotQuery<RowOf<C>>;
  /**
   * Sets columns of many rows, batch by batch in the order of the primary key, with one statement a
   * batch and memory for one batch.
   *
   * In a transaction (as migrations have by default) all or nothing is done. With a plain Knex (in a
   * migration with `transaction: false`) each batch commits, and a row in the table
   * `knex_stairway_backfill` keeps how far it came: run again after a crash, it goes on there and
   * does no row twice. At the end that table goes away. Rows that are inserted behind the point
   * where it is are not seen: let the application write new rows right first.
   *
   * @throws SnapshotError where the table is another; nothing was done
   * @throws BackfillError where `set` throws or gives what cannot be written, or the signal aborts
   * @example
   * const account = tableSnapshot('user_account', {
   *   id: column.uuid(),
   *   username: column.text(),
   *   email: column.text().nullable(),
   * });
   * const { written } = await account.backfill(knex, {
   *   where: (query) => query.whereNull('email'),
   *   set: (row) => ({ email: `${row.username}@example.com` }),
   * });
   * console.log(written); // 2
   */
  backfill(knex: Knex, options: BackfillOptions<C>): Promise<BatchResult>;
  /**
   * Inserts rows batch by batch, all or none, and tells how many.
   *
   * @example
   * const account = tableSnapshot('user_account', { username: column.text() });
   * console.log(await account.insertMany(knex, [{ username: 'eve' }, { username: 'joe' }])); // 2
   */
  insertMany(knex: Knex, rows: NewRows<C>, options?: InsertManyOptions): Promise<number>;
  /**
   * Copies rows of another table into this one within the database; transactions as in `backfill`.
   *
   * @example
   * const account = tableSnapshot('user_account', { id: column.uuid(), username: column.text() });
   * const archive = tableSnapshot('archive', { id: column.uuid(), name: column.text() });
   * const { written } = await archive.copyRows(knex, account, {
   *   columns: { id: 'id', name: knex.raw('upper(username)') },
   *   where: (query) => query.where('username', '<>', 'bob'),
   * });
   * console.log(written); // 1
   */
  copyRows<Source extends Columns>(
    knex: Knex,
    from: TableSnapshot<Source>,
    options: CopyOptions<C, Source>,
  ): Promise<BatchResult>;
}

/** What each snapshot declares, for other snapshots. */
const declarations = new WeakMap<object, Declaration>();

/**
 * Declares a table as a migration knows it, so that the migration moves data without a model that
 * later changes. Columns that the migration does not touch may be left out.
 *
 * @param name as queries of the project give it, before `wrapIdentifier`
 * @example
 * const account = tableSnapshot('user_account', {
 *   id: column.uuid(),
 *   email: column.text().nullable(),
 * });
 * const [row] = await account.query(knex).whereNull('email').count({ count: '*' });
 * console.log(row?.count); // 2
 */
export function tableSnapshot<const C extends Columns>(
  name: string,
  columns: C,
  options: TableSnapshotOptions<Extract<keyof C, string>> = {},
): TableSnapshot<C> {
  const declaration: Declaration<C> = Object.freeze({
    table: { name, schema: options.schema },
    columns: Object.freeze({ ...columns }),
    primaryKey: options.primaryKey,
    isChecked: options.check ?? true,
  });
  const snapshot: TableSnapshot<C> = Object.freeze({
    tableName: name,
    columns: declaration.columns,
    query(knex: Knex) {
      const checked = declaration.isChecked ? checkedKnex(knex, declaration) : knex.client;
      const query = (checked as Knex.Client).queryBuilder().from(name) as Knex.QueryBuilder;
      const placed = options.schema === undefined ? query : query.withSchema(options.schema);
      return placed as unknown as SnapshotQuery<RowOf<C>>;
    },
    backfill: (knex: Knex, given: BackfillOptions<C>) => backfill(knex, declaration, given),
    insertMany: (knex: Knex, rows: NewRows<C>, given: InsertManyOptions = {}) =>
      insertMany(knex, declaration, rows, given),
    copyRows: <Source extends Columns>(
      knex: Knex,
      from: TableSnapshot<Source>,
      given: CopyOptions<C, Source>,
    ) => copyRows(knex, declaration, declarations.get(from) as Declaration<Source>, given),
  });
  declarations.set(snapshot, declaration);
  return snapshot;
}
