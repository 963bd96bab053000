import type { Knex } from 'knex';
import { openTable } from './mixin.ts';
import { addTime, type TimeOptions } from './time-column.ts';

/** What the column of `softDelete` is like. */
export interface SoftDeleteOptions extends TimeOptions {
  /** Name of the column. Default `'deleted_at'`. */
  readonly name?: string;
  /** Default `'Record deletion time'`. */
  readonly comment?: string;
}

/**
 * Adds the time at which a row was deleted, for applications that keep such rows: null until then.
 *
 * @throws OptionsError for databases but PostgreSQL, MySQL, MariaDB and SQLite
 * @example
 * await withConventions(knex.schema).alterTable('user_account', (table) => {
 *   softDelete(table);
 * });
 * console.log(await knex('user_account').whereNull('deleted_at').pluck('username')); // [ 'ada', 'bob' ]
 */
export function softDelete(
  table: Knex.TableBuilder,
  { name = 'deleted_at', comment = 'Record deletion time', ...options }: SoftDeleteOptions = {},
): void {
  addTime(openTable(table, 'softDelete'), name, options).nullable().comment(comment);
}
