/**
 * Calls of the schema builder that Knex would drop, lose or send as invalid SQL: in `E_CONVENTION`.
 */
export type SchemaCode =
  /**
   * The callback of `createTable` or `alterTable` is async. Knex does not wait for it.
   *
   * @repair Await before the call.
   * @example
   * user, its callback
   *   is async; Knex does not wait for it and would lose what follows an await
   *   → Await before the call, and describe the table in a plain function.
   */
  | 'E_ASYNC_CALLBACK'
  /**
   * A table is given two primary keys.
   *
   * @repair Name all columns in one call.
   * @example
   * user, primary(a) and primary(b)
   *   ask for a primary key each, and a table has one
   *   → Name its columns in one call: table.primary(['a', 'b']).
   */
  | 'E_PRIMARY_KEY_TWICE'
  /**
   * On SQLite `increments` is the primary key by itself, and another one stands beside it.
   *
   * @repair Make the other one unique, or the column an integer.
   * @example
   * user, primary(id, tenant_id)
   *   stands beside increments('id'), which on SQLite is the primary key by itself
   *   → Write unique(['id', 'tenant_id']), or make id an integer.
   */
  | 'E_PRIMARY_KEY_AUTOINCREMENT'
  /**
   * `.index()` or `.unique()` stands on `increments`, where Knex drops it.
   *
   * @repair Leave it out: the primary key is both.
   * @example
   * user, id.index()
   *   stands on increments, where Knex drops it silently
   *   → Leave it out, as a primary key is both; where it is none, write table.index(['id']).
   */
  | 'E_INCREMENTS_INDEX'
  /**
   * `index` is asked to be unique by its `indexType`, which Knex drops on this database.
   *
   * @repair Write `unique`.
   * @example
   * user, index(email)
   *   shall be unique by its indexType, which Knex drops silently on sqlite
   *   → Write table.unique(['email']).
   */
  | 'E_INDEX_TYPE'
  /**
   * An index or unique constraint has a predicate, which this database does not have and Knex
   * drops: it would cover all rows.
   *
   * @repair Leave it out, or index a generated column.
   * @example
   * user, unique(email)
   *   has a predicate, which mysql does not have and Knex drops silently: it would cover all rows
   *   → Leave it out, or index a generated column that is null for the other rows.
   */
  | 'E_PREDICATE'
  /**
   * A foreign key names no table that it refers to; Knex would drop it.
   *
   * @repair Add `.references().inTable()`.
   * @example
   * member, foreign(team_id)
   *   names no table that it refers to, and Knex would drop it silently
   *   → Add .references('id').inTable('user').
   */
  | 'E_FOREIGN_KEY_TABLE'
  /**
   * `check()` of a column is a method that Knex has and cannot compile.
   *
   * @repair Write a check of the table.
   * @example
   * item, price.check()
   *   is a method that Knex has, but cannot compile
   *   → Write table.check('price > ?', [0], 'price_positive').
   */
  | 'E_COLUMN_CHECK'
  /**
   * One kind of check is called twice on a column, and Knex keeps the last call only.
   *
   * @repair Write the second as a check of the table.
   * @example
   * item, price.checkPositive()
   *   is called twice, and Knex keeps the last call only
   *   → Write the second as table.check('…', [], 'name').
   */
  | 'E_CHECK_REPLACED'
  /**
   * A check of a column stands in `.alter()`, and Knex has no way to add it on this database.
   *
   * @repair Write a check of the table.
   * @example
   * item, price.checkPositive().alter()
   *   cannot be added to a column that is there: Knex has no way to on sqlite
   *   → Write table.check('…', [], 'price_positive').
   */
  | 'E_CHECK_ALTER'
  /**
   * `enu(…).alter()` cannot change the check of an enum.
   *
   * @repair Drop the check, and add the new one.
   * @example
   * item, enu('size').alter()
   *   cannot change the check of an enum (Knex sends invalid SQL, or keeps both checks)
   *   → Write table.dropChecks('size_enum'), then table.check('size in (…)', [], 'size_enum').
   */
  | 'E_ENUM_ALTER'
  /**
   * A value of an enum holds a character that cannot stand in a statement.
   *
   * @repair Take it out.
   * @example
   * item, enu('size')
   *   has a value that holds a NUL at position 2, which ends a text for a database
   *   → Remove it.
   */
  | 'E_ENUM_TEXT'
  /**
   * The default of a column holds a character that cannot stand in a statement.
   *
   * @repair Take it out.
   * @example
   * item, size.defaultTo()
   *   has a text that holds a NUL at position 0, which ends a text for a database
   *   → Remove it.
   */
  | 'E_DEFAULT_TEXT';
