/**
 * Problems of options and of the configuration: in `E_OPTIONS`.
 */
export type OptionCode =
  /**
   * An option is unknown, has a value that it cannot have, or excludes another one.
   *
   * @repair Correct it; near misses are named.
   * @example
   * recordAs
   *   is "js"
   *   → Choose: did you mean ".js"?
   */
  | 'E_OPTION'
  /**
   * `fileTemplate` is none by which file names could be written and read back: an unknown token, no
   * time, or tokens that run into each other.
   *
   * @repair Write it as Alembic writes `file_template`: `%(epoch)d_%(rev)s_%(slug)s`.
   * @example
   * fileTemplate '%(epoch)d_%(slug)d'
   *   writes %(slug)d, but slug is a text
   *   → Write %(slug)s.
   */
  | 'E_FILE_TEMPLATE'
  /**
   * A template of the naming convention holds an unknown token, or a key is no kind of constraint.
   *
   * @repair Use the tokens of [naming.md](naming.md), or define a token as a function under a key
   * of its own.
   * @example
   * naming.ix
   *   holds %(shrt)s, which is no token
   *   → Tokens: did you mean "short"?
   */
  | 'E_NAMING_TEMPLATE'
  /**
   * `comments` of the conventions holds an unknown option, or a value that it cannot have.
   *
   * @repair Write `{ tables, columns, migrations: 'required' | 'optional', except, sqliteTable }`,
   * or `false`.
   * @example
   * conventions.comments.tables
   *   is "always"
   *   → Choose "required" or "optional".
   */
  | 'E_COMMENT_POLICY'
  /**
   * `since` of the conventions is no time, or two conventions of a history begin at the same one.
   *
   * @repair Give each a stamp of its own, in a form that file names can have.
   * @example
   * conventions.since
   *   is 12, which is no time
   *   → Give a stamp as file names bear it: '2026-11-24' or 1785542400.
   */
  | 'E_SINCE'
  /**
   * A duration cannot be read, or is longer than the timers of Node can hold.
   *
   * @repair Write a number with its unit: `500ms`, `60s`, `10m`, `1h30m`.
   * @example
   * --wait
   *   is "60", a number without a unit
   *   → Write 60s for seconds, or 60ms.
   */
  | 'E_DURATION'
  /**
   * `batchSize`, `pauseMs` or `retries` of `backfill`, `copyRows` or `insertMany` is no whole
   * number, or too small.
   *
   * @repair Correct it.
   * @example
   * batchSize
   *   is 0
   *   → Give a whole number from 1 on.
   */
  | 'E_BATCH_OPTION'
  /**
   * The configuration has no `EpochMigrationSource`, by which all commands find the migrations.
   *
   * @repair Set `migrations.migrationSource`; `knex-stairway adopt` shows the lines for an existing
   * project.
   * @example
   * knexfile.ts, migrations.migrationSource
   *   is missing
   *   → Write migrations: { migrationSource: new EpochMigrationSource({ directory: './migrations' }) }.
   */
  | 'E_SOURCE_MISSING'
  /**
   * An option stands beside `migrationSource` at which Knex silently replaces the source by its
   * own: `directory`, `sortDirsSeparately` or `loadExtensions`.
   *
   * @repair Remove it.
   * @example
   * knexfile.ts, migrations.directory
   *   stands beside migrationSource, and makes Knex replace the source by its own
   *   → Remove it: the source knows its directory.
   */
  | 'E_SOURCE_REPLACED'
  /**
   * The database is none of PostgreSQL, MySQL, MariaDB and SQLite, or a transaction was handed in
   * where a Knex is needed.
   *
   * @repair Use one of these databases; elsewhere the source works, and the schema is plain Knex.
   * @example
   * client cockroachdb
   *   is of a database whose catalog cannot be read
   *   → Read one of PostgreSQL, MySQL, MariaDB or SQLite.
   */
  | 'E_DIALECT_UNKNOWN'
  /**
   * A mixin (`timestamps`, `uuidPrimaryKey`, …) is used on a database for which it has no SQL.
   *
   * @repair Describe the columns by hand there.
   * @example
   * user, timestamps()
   *   has no SQL for cockroachdb, but for PostgreSQL, MySQL, MariaDB and SQLite
   *   → Describe the columns by hand.
   */
  | 'E_MIXIN_DIALECT'
  /**
   * A mixin stands in the callback of `createTableLike`, where SQLite cannot add columns with a
   * default.
   *
   * @repair Call it in an `alterTable` after the copy.
   * @example
   * user, timestamps()
   *   stands in a createTableLike, where SQLite cannot add its columns
   *   → Call it in an alterTable behind.
   */
  | 'E_MIXIN_COPY'
  /**
   * `stairwaySuite` was called where no mocha runs: `describe` and `it` are not there.
   *
   * @repair Run the file by mocha; elsewhere use `climb` of `knex-stairway/testing`.
   * @example
   * describe, it, before, after
   *   are not there: neither mocha nor vitest with its globals runs this file
   *   → Run it by mocha, or set globals: true in vitest; elsewhere call climb of knex-stairway/testing.
   */
  | 'E_MOCHA_MISSING';
