/**
 * Changes that the tables, as they are, do not allow: in `E_SCHEMA_CHANGE`.
 */
export type ChangeCode =
  /**
   * A column is to be changed that the table does not have.
   *
   * @repair Correct the name, or add it first.
   * @example
   * user, emial
   *   is no column of the table, and cannot be changed
   *   → Correct the name, or add the column first.
   */
  | 'E_COLUMN_MISSING'
  /**
   * A `drop…` call names columns over which the table has no such constraint or index.
   *
   * @repair Name it as the message lists it.
   * @example
   * user, dropIndex(email)
   *   would drop nothing
   *   → Name it; the table has ix__user__name (name).
   */
  | 'E_DROP_NOTHING'
  /**
   * A `drop…` call names columns over which the table has several.
   *
   * @repair Name the one that is meant.
   * @example
   * user, dropUnique(email)
   *   would drop one of one, three
   *   → Name it; the table has one (email), three (email).
   */
  | 'E_DROP_AMBIGUOUS'
  /**
   * On SQLite the constraint stands within the definition of its column, where Knex cannot drop it.
   *
   * @repair Drop the column, or build the table anew.
   * @example
   * user, dropPrimary()
   *   would drop nothing: the constraint stands within the definition of id
   *   → Drop the column, or build the table anew: create it under another name, copy the rows, drop user, rename.
   */
  | 'E_DROP_INLINE'
  /**
   * On SQLite a foreign key without a name shares a column with another one, which Knex would drop
   * as well.
   *
   * @repair Drop all of them, and add again what shall stay.
   * @example
   * member, dropForeign(team_id)
   *   bears no name, and Knex would also drop fk__member__team_id_year__team (team_id, year), which shares a column with it
   *   → Drop all of them, and add again those that shall stay.
   */
  | 'E_DROP_SHARED'
  /**
   * `createTableLike` on SQLite copies columns only, and the original has constraints or indexes.
   *
   * @repair Write the table out.
   * @example
   * createTableLike('second', 'first')
   *   would copy the columns only, and lose what constraints and indexes first has
   *   → Write createTable with the columns and constraints that the copy shall have.
   */
  | 'E_COPY_LOSES'
  /**
   * SQLite changes a table by building it anew, and dropping the old one would delete or change
   * rows of other tables (`on delete cascade`).
   *
   * @repair Run the migration outside of a transaction.
   * @example
   * team
   *   would be built anew by SQLite, and dropping the old one would reach the rows of member (on delete cascade)
   *   → Run it outside of a transaction, where foreign keys can be switched off: export const config = { transaction: false }.
   */
  | 'E_REWRITE_CASCADES'
  /**
   * Knex would lose a check when it builds a table of SQLite anew.
   *
   * @repair Build the table anew by hand.
   * @example
   * item, price
   *   bears several checks within its column, of which Knex would keep one when it builds the table anew
   *   → Build the table anew by hand, with checks of the table: table.check(…).
   */
  | 'E_REWRITE_CHECKS'
  /**
   * Knex fails to build a table of SQLite anew whose CREATE TABLE holds a comment.
   *
   * @repair Build the table anew by hand.
   * @example
   * item
   *   has a comment within its CREATE TABLE, where Knex fails when it builds the table anew
   *   → Build the table anew by hand, without the comment.
   */
  | 'E_REWRITE_COMMENT';
