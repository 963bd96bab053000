/**
 * Codes of whole errors of `migrate`, `undoLast` and `plan`, and of the commands of these names.
 */
export type ServiceCode =
  /**
   * The database does not answer, refuses the login, or is not there. Nothing was done. The problem
   * says why by a code of its own.
   *
   * @repair Mend the connection; for a database that starts up beside this process wait: `--wait
   * 60s`, `wait` of `migrate`.
   * @example
   * The database did not answer; nothing was done.
   *
   *   shop@db:5432/shop
   *     takes no connections (connect ECONNREFUSED 10.0.0.7:5432)
   *     → Start the server, or correct host and port. Or give it time: knex-stairway migrate --wait 60s.
   */
  | 'E_DATABASE'
  /**
   * Somebody else held the lock for as long as this run was to wait (`LockTimeoutError`). Nothing
   * was run.
   *
   * @repair Mostly nothing: the other run applies what is pending. Wait longer by `--lock-wait`, or
   * look what that process is doing.
   * @example
   * The lock was not to be had at once; nothing was run.
   *
   *   process 466 on host web-1, since 2026-11-24T12:00:54.157Z
   *     holds the lock
   *     → Wait for it (--lock-wait); if it hangs, end that process: the database frees the lock by itself.
   */
  | 'E_LOCK_TIMEOUT'
  /**
   * The connection that held the lock was cut, or another run took the lock over. What was applied
   * before stays applied; nothing more was run.
   *
   * @repair Run it again.
   * @example
   * The lock was lost in the middle; nothing more was run.
   *
   *   the lock
   *     was taken over by another run while this one was away
   *     → Run it again: it goes on where this run has stopped.
   */
  | 'E_LOCK_LOST'
  /**
   * SQLite has no lock of its own for this, so that a file beside the database is one; it cannot be
   * made. Nothing was run.
   *
   * @repair Let the user of the process write in that folder.
   * @example
   * The lock cannot be taken; nothing was run.
   *
   *   /srv/shop/dev.sqlite3-stairway-lock
   *     cannot be made: EACCES: permission denied, open '/srv/shop/dev.sqlite3-stairway-lock'
   *     → Let this user write in the folder of the database; SQLite needs that for its journal, too.
   */
  | 'E_LOCK_FILE'
  /**
   * The tables in which Knex and knex-stairway keep what is applied cannot be made or written.
   * Nothing was run.
   *
   * @repair Grant this user the right to create tables in that schema; look whether the database is
   * read-only, full or a replica.
   * @example
   * What is applied cannot be recorded; nothing was run.
   *
   *   knex_migrations
   *     and the tables beside it cannot be made or written: permission denied for schema public
   *     → Let this user create tables there, and see that the database is not read-only or full.
   */
  | 'E_BOOKKEEPING_WRITE'
  /**
   * A migration threw (`MigrateError`). `applied` lists what this run had applied before; `cause`
   * is what was thrown.
   *
   * @repair Mend the migration or the data, and run it again.
   * @example
   * 1728372261_c0a05e0cd317_add_user failed; it was rolled back.
   *
   *   1728372261_c0a05e0cd317_add_user
   *     failed: relation "user" already exists
   *     → Mend the migration or the data, and run it again.
   */
  | 'E_MIGRATION_FAILED'
  /**
   * A migration was begun, did not come to its end, and could not be rolled back: it has no
   * transaction, or the database has none for such statements (`HalfAppliedError`). Until a person
   * has looked, no run applies anything.
   *
   * @repair Compare the database with the file. Undo by hand what is there and pass `--resume
   * NAME`, or do by hand what is missing and pass `--mark-applied NAME`.
   * @example
   * 1728372261_c0a05e0cd317_add_user may be half applied; nothing more was run.
   *
   *   1728372261_c0a05e0cd317_add_user
   *     was begun 2026-11-24T12:00:54.157Z by process 466 on host web-1, which did not come to its end; this database cannot roll it back
   *     → First see that the process is gone, and compare the database with the file. To undo by hand what is there and run it again: --resume 1728372261_c0a05e0cd317_add_user. To finish by hand what is missing and record it: --mark-applied 1728372261_c0a05e0cd317_add_user.
   */
  | 'E_HALF_APPLIED'
  /**
   * The signal (`signal` of `migrate`, SIGINT or SIGTERM of the command) ended the run. A migration
   * that was under way in a transaction was rolled back.
   *
   * @repair Run it again.
   * @example
   * Stopped by request; applied before: 1728372261_c0a05e0cd317_add_user.
   */
  | 'E_ABORTED'
  /**
   * A migration is pending, and older than one that is applied, as when a branch is merged late.
   * The source was given `outOfOrder: 'error'`, which refuses it; otherwise it is a warning of
   * `check --db` and `status`.
   *
   * @repair Give it a later time where no database has run it, or find out by `check --commute`
   * that the order makes no difference.
   * @example
   * Migrations are older than what is applied; nothing was run.
   *
   *   1500000001_b
   *     is not applied, and older than 1500000002_c, which is
   *     → Rename it to a later time (knex-stairway make writes the stamp), or see whether the order matters: knex-stairway check --commute.
   */
  | 'E_OUT_OF_ORDER'
  /**
   * The SQL of pending migrations cannot be shown without changing something, or a migration failed
   * while it was planned. Nothing was changed.
   *
   * @repair See the problem; a migration that commits by itself is planned on a copy of the
   * database.
   * @example
   * There is no plan; nothing was changed.
   *
   *   1728372261_c0a05e0cd317_add_user
   *     would end the transaction in which it is planned: commit
   *     → Plan it on a copy of the database: --env, with another connection.
   */
  | 'E_PLAN';
