import type { Knex } from 'knex';
import type { TableBuilderInternals } from './knex-internals.ts';

/** Marks the table builders that know the statement `commentColumn`. */
// Also known to another copy of this package: tsx loads one for `require`, and one for `import`.
const commentable: unique symbol = Symbol.for('knex-stairway: follows the conventions');

type Commentable = TableBuilderInternals & { [commentable]?: true };

/** Tells `commentColumn` that the compilers of a builder know what it asks for. */
export function markCommentable(builder: object): void {
  Object.defineProperty(builder, commentable, { value: true });
}

/**
 * Comments a column that is there, and changes nothing else of it: PostgreSQL is sent nothing but
 * `comment on column`; on MySQL the column keeps its type, default and all, on SQLite a row of the
 * table of comments changes. A column of the same callback is given the comment too, such as those
 * of `timestamps()`, which has no place for one. A table takes `table.comment('…')` at any time.
 *
 * @param comment the text, or `uncommented('…')` to remove it
 * @throws TypeError for a table that plain Knex builds
 * @example
 * await withConventions(knex.schema).alterTable('user_account', (table) => {
 *   commentColumn(table, 'email', 'Address for mail to the user, if known');
 * });
 */
export function commentColumn(table: Knex.TableBuilder, column: string, comment: string): void {
  const builder = table as unknown as Commentable;
  if (builder[commentable] !== true) {
    throw new TypeError(
      `commentColumn() was given ${builder._tableName === undefined ? 'no table' : `the table ${builder._tableName} of plain Knex`}; take it from the schema that a migration is given, or from withConventions(knex).schema.`,
    );
  }
  builder._statements.push({
    grouping: 'alterTable',
    method: 'commentColumn',
    args: [column, comment],
  });
}
