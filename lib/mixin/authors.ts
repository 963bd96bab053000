import type { Knex } from 'knex';
import { moveTriggersLast } from '../schema/touch-trigger.ts';
import { openTable } from './mixin.ts';

/** What the columns of `authors` refer to, and are called. */
export interface AuthorsOptions {
  /** The table of users. */
  readonly table: string;
  /** Its key. Default `'id'`. */
  readonly column?: string;
  /** Type of the key; integers are unsigned on MySQL, as `increments` is. Default `'integer'`. */
  readonly type?: 'integer' | 'bigInteger' | 'uuid';
  /** What becomes of the rows of a user who is deleted. Default `'SET NULL'`. */
  readonly onDelete?: string;
  /** Whether they are `createdBy` and `updatedBy`. Default false: `created_by` and `updated_by`. */
  readonly camelCase?: boolean;
  /** Defaults `'User who created the record'` and `'User who last updated the record'`. */
  readonly comments?: { readonly createdBy?: string; readonly updatedBy?: string };
}

/**
 * Adds the user who created a row and the one who last updated it, both null where nobody is known.
 * The application sets them: the database does not know its users.
 *
 * @throws OptionsError for databases but PostgreSQL, MySQL, MariaDB and SQLite
 * @example
 * await withConventions(knex.schema).createTable('invoice', (table) => {
 *   table.comment('What customers owe');
 *   uuidPrimaryKey(table);
 *   authors(table, { table: 'user_account', type: 'uuid' }); // fk__invoice__created_by__user_account, …
 * });
 */
export function authors(table: Knex.TableBuilder, options: AuthorsOptions): void {
  const { column = 'id', type = 'integer', onDelete = 'SET NULL', camelCase = false } = options;
  const { comments = {} } = options;
  const { builder } = openTable(table, 'authors');
  const add = (name: string, comment: string): void => {
    const added = table[type](name);
    if (type !== 'uuid') added.unsigned();
    added.nullable().comment(comment);
    table.foreign(name).references(column).inTable(options.table).onDelete(onDelete);
  };
  add(camelCase ? 'createdBy' : 'created_by', comments.createdBy ?? 'User who created the record');
  add(
    camelCase ? 'updatedBy' : 'updated_by',
    comments.updatedBy ?? 'User who last updated the record',
  );
  moveTriggersLast(builder);
}
