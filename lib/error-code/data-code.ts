/**
 * Problems of `tableSnapshot` and of moving data: in `E_SNAPSHOT` and `E_BACKFILL`.
 */
export type DataCode =
  /**
   * The table of a snapshot is not there.
   *
   * @repair Create it in an earlier migration, or name its schema.
   * @example
   * user_account
   *   is not in the database, or not in its search path
   *   → Create the table in an earlier migration, or give its { schema }.
   */
  | 'E_SNAPSHOT_TABLE'
  /**
   * A snapshot declares a column that the table does not have.
   *
   * @repair Declare what is there at this point of the history.
   * @example
   * user_account.emial
   *   is declared in the snapshot, but the table has no such column
   *   → Declare what is there: did you mean "email"?
   */
  | 'E_SNAPSHOT_COLUMN'
  /**
   * A column is of another type than the snapshot declares.
   *
   * @repair Declare the type of the live column.
   * @example
   * user_account.photo
   *   is of another type
   *   declared: integer
   *   found:    BLOB
   *   → Declare column.binary().
   */
  | 'E_SNAPSHOT_TYPE'
  /**
   * A column is nullable in the table and not in the snapshot, or the other way round.
   *
   * @repair Add or remove `.nullable()`.
   * @example
   * user_account.email
   *   is nullable in the table, and not null in the snapshot
   *   → Add .nullable().
   */
  | 'E_SNAPSHOT_NULLABLE'
  /**
   * The tables of this database cannot be read. In `E_OPTIONS`.
   *
   * @repair Move the data by SQL.
   * @example
   * mssql
   *   is a database whose tables knex-stairway cannot read
   *   → Move the data by SQL: await knex.raw(…).
   */
  | 'E_SNAPSHOT_DIALECT'
  /**
   * The table has no primary key by which its rows could be gone through in order.
   *
   * @repair Name columns that are unique together and not null in `primaryKey`.
   * @example
   * heap
   *   has no primary key, so that its rows cannot be gone through in order
   *   → Give columns that are unique together and not null: tableSnapshot(…, { primaryKey: [...] }).
   */
  | 'E_BACKFILL_KEY'
  /**
   * `set` changes a column of the key by which the rows are gone through.
   *
   * @repair Change keys by a statement of their own.
   * @example
   * user_account.id
   *   is set, and a column of the key that the rows are gone through by
   *   → Change keys by a statement of their own.
   */
  | 'E_BACKFILL_KEY_SET'
  /**
   * A value is given for a column that the table or the snapshot does not have.
   *
   * @repair Correct the name, or declare the column.
   * @example
   * user_account, row id = 7
   *   set gives "emial", which the snapshot does not declare
   *   → Declare it, or leave it out; did you mean "email"?
   */
  | 'E_BACKFILL_COLUMN'
  /**
   * `set` is an object without any column.
   *
   * @repair Name one.
   * @example
   * user_account
   *   would be gone through with nothing to set
   *   → Name a column in set: { email: knex.raw(…) }.
   */
  | 'E_BACKFILL_EMPTY'
  /**
   * The function `set` threw for a row; `key` of the error names it, `cause` is what was thrown.
   *
   * @repair Let it answer for this row, or leave the row out.
   * @example
   * user_account, row id = 7
   *   made set throw: no username
   *   → Make set answer for this row too, or leave the row out by where.
   */
  | 'E_BACKFILL_SET'
  /**
   * The function `set` gave SQL for one row, which a batch in one statement has no place for.
   *
   * @repair Return values, or make `set` an object of SQL.
   * @example
   * user_account, row id = 7
   *   set gives SQL for "email"
   *   → Return values from a function; for SQL make set an object: { email: knex.raw(…) }.
   */
  | 'E_BACKFILL_VALUE'
  /**
   * An interrupted run has left a checkpoint of other work on the same table.
   *
   * Not resumed, no row is done twice or left out.
   *
   * @repair Run that work to its end, or delete the row to begin anew; give each its own `name`, and
   * write a time that moves as SQL, which is the same text in each run.
   * @example
   * knex_stairway_backfill, row user_account:default
   *   is the checkpoint of other work on this table that was interrupted; it differs by the values in its where (["2026-08-01T00:00:00.000Z"] then, ["2026-08-02T00:00:00.000Z"] now)
   *   → Run that work as it was, without what ended before it; or delete the row to begin anew. Give each of several their own { name }, and write a time that moves as SQL: knex.raw(…).
   */
  | 'E_BACKFILL_CHECKPOINT'
  /**
   * The signal stopped the work between two batches.
   *
   * @repair Run it again.
   * @example
   * user_account
   *   was being gone through when the signal aborted
   *   → Run it again: it starts anew after a transaction, and goes on where it stopped without one.
   */
  | 'E_BACKFILL_ABORTED';
