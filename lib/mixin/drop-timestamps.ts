import type { Knex } from 'knex';
import { postgresDropTouch } from '../schema/postgres-touch.ts';
import { sqliteDropTouch } from '../schema/sqlite-touch.ts';
import { pushStatement, quoteIn, touchedColumn } from '../schema/touch-trigger.ts';
import { openTable } from './mixin.ts';
import { namesOf, type TimestampNames } from './timestamps.ts';

/**
 * Drops the columns of `timestamps` with the trigger, and the function that no other trigger needs.
 * The wrapped schema does so by itself, also for `dropTable`; plain Knex needs it, for a table that is
 * to go as well.
 *
 * @throws OptionsError for databases but PostgreSQL, MySQL, MariaDB and SQLite
 * @example
 * await knex.schema
 *   .alterTable('user_account', (table) => dropTimestamps(table))
 *   .dropTable('user_account');
 */
export function dropTimestamps(table: Knex.TableBuilder, names: TimestampNames = {}): void {
  const { builder, dialect } = openTable(table, 'dropTimestamps');
  const { createdAt, updatedAt } = namesOf(names);
  const touched = touchedColumn(builder, updatedAt);
  if (dialect === 'postgres') {
    pushStatement(builder, postgresDropTouch(quoteIn(touched, touched.table), [touched.column]));
  }
  if (dialect === 'sqlite') {
    pushStatement(builder, sqliteDropTouch(touched.table, touched.schema, [touched.column]));
  }
  table.dropColumns(createdAt, updatedAt);
}
