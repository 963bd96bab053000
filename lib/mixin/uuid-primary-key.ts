import type { Knex } from 'knex';
import { moveTriggersLast } from '../schema/touch-trigger.ts';
import { addDefaultColumn } from './default-column.ts';
import { openTable } from './mixin.ts';
import { uuidDefault, type UuidVersion } from './uuid-default.ts';

/** What a primary key of `uuidPrimaryKey` is like. */
export interface UuidPrimaryKeyOptions {
  /** Name of the column. Default `'id'`. */
  readonly name?: string;
  /**
   * 7 is ordered by time: of version 7 on all databases. 4 is random: of version 4 on PostgreSQL and
   * SQLite, and what `uuid()` makes on MySQL and MariaDB. Default 4.
   */
  readonly version?: UuidVersion;
  /** Default `'Unique record identifier'`. */
  readonly comment?: string;
}

/**
 * Adds a UUID as the primary key, which the database makes: also of rows that are inserted past the
 * application, and of those that are there when it is added.
 *
 * @throws OptionsError for databases but PostgreSQL, MySQL, MariaDB and SQLite
 * @example
 * await withConventions(knex.schema).createTable('customer', (table) => {
 *   table.comment('People who buy');
 *   uuidPrimaryKey(table);                     // pk__customer
 * });
 */
export function uuidPrimaryKey(
  table: Knex.TableBuilder,
  { name = 'id', version = 4, comment = 'Unique record identifier' }: UuidPrimaryKeyOptions = {},
): void {
  const opened = openTable(table, 'uuidPrimaryKey');
  const { builder, dialect } = opened;
  const expression = uuidDefault(dialect, version, builder.client);
  addDefaultColumn(opened, name, expression, () => table.uuid(name))
    .comment(comment)
    .primary();
  moveTriggersLast(builder);
}
