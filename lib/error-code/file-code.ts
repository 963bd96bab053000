/**
 * Problems of migration files: their names, their order, what they export and what they say. In
 * `E_MIGRATION_FILES`, `E_MIGRATION_LOAD` and `E_MIGRATION_MESSAGE`, and in what `knex-stairway
 * check` lists.
 */
export type FileCode =
  /**
   * A file looks like a migration, and its name says no time that would order it.
   *
   * @repair Rename it while no database has run it; files of old projects are taken as they are by
   * `legacy: 'as-knex'`.
   * @example
   * migrations/init.ts
   *   looks like a migration, but its name says no time that would order it
   *   → Begin its name with one of: epoch seconds (9 or 10 digits), epoch milliseconds (13 digits), YYYY-MM-DD with or without a time, YYYYMMDDHHMMSS, YYYYMMDD_HHMMSS, YYYYMMDD; or, where it is older than knex-stairway, set legacy: 'as-knex'.
   */
  | 'E_STAMP_MISSING'
  /**
   * The stamp of a file is a date that no calendar has, such as month 17.
   *
   * @repair Rename it; an applied one keeps its name by `legacy: 'as-knex'`.
   * @example
   * migrations/20209901000000_b.js
   *   bears the stamp 20209901000000, which no calendar has
   *   → Give it a stamp that exists; or, where it is older than knex-stairway, set legacy: 'as-knex'.
   */
  | 'E_STAMP_IMPOSSIBLE'
  /**
   * Two files would be recorded under one name, and Knex would run the second of them again and
   * again. Mostly one is the compiled form of the other.
   *
   * @repair Let the build write into a folder of its own; rename files that differ only in case.
   * @example
   * migrations/999999999_c0a05e0cd317_create_team.js, migrations/999999999_c0a05e0cd317_create_team.ts
   *   would both be recorded as 999999999_c0a05e0cd317_create_team, and run twice
   *   → Keep one of them: let the build write into a folder of its own, and name that folder in production.
   */
  | 'E_NAME_DUPLICATE'
  /**
   * A name is longer than what has to hold it: `knex_migrations` holds 255 characters of a file
   * name, PostgreSQL 63 bytes and MySQL 64 characters of the name of a constraint that was given by
   * hand.
   *
   * @repair Shorten it. Names that the convention makes are cut stably by themselves.
   * @example
   * user, index(email)
   *   bears the name xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx, which is longer than 63 bytes
   *   → Shorten it, or leave it out: the convention cuts names stably.
   */
  | 'E_NAME_TOO_LONG'
  /**
   * Two files bear one revision, as when one was copied from the other.
   *
   * @repair Give the newer one a revision of its own, in its name and in its header.
   * @example
   * migrations/1728372283_f32d57aa1234_add_first_team.ts, migrations/1728372299_f32d57aa1234_copied.ts
   *   bear the same revision f32d57aa1234
   *   → Give all but one a new one (a copied file keeps the old): twelve hexadecimal digits.
   */
  | 'E_REVISION_DUPLICATE'
  /**
   * Two files bear the same time, as two of one day do where the template has no clock, and nothing
   * says which comes first.
   *
   * @repair Write `Revises:` into the header of the later one.
   * @example
   * migrations/20240506_one.js, migrations/20240506_other.js
   *   bear the same time, and no header says which comes first
   *   → Write "Revises: <revision or name of the one before>" into the comment at the top of the later one, or give it a later stamp; or, where it is older than knex-stairway, set legacy: 'as-knex'.
   */
  | 'E_ORDER_TIED'
  /**
   * A folder of `directory` does not exist. Relative ones start from the working directory.
   *
   * @repair Correct it, or give an absolute path: `new URL('./migrations', import.meta.url)`.
   * @example
   * /srv/shop/migrations
   *   does not exist, or is no folder
   *   → Correct `directory`, or write the first migration: npx knex-stairway make "…".
   */
  | 'E_DIRECTORY_MISSING'
  /**
   * A folder of `directory` holds no migration: probably it is the wrong one.
   *
   * @repair Correct it, or write the first migration.
   * @example
   * /srv/shop/migrations
   *   holds no migration
   *   → Correct `directory`, or write the first migration: npx knex-stairway make "…".
   */
  | 'E_DIRECTORY_EMPTY'
  /**
   * The module of a migration throws while it is loaded.
   *
   * @repair Mend it; the whole error stands in `cause`.
   * @example
   * migrations/1728372261_c0a05e0cd317_add_user.js
   *   throws while it is loaded: Unexpected token
   *   → Mend the module; the stack stands in `cause`.
   */
  | 'E_MODULE_FAILED'
  /**
   * The module of a migration exports no function `up`.
   *
   * @repair Export it.
   * @example
   * migrations/1728372261_c0a05e0cd317_add_user.ts
   *   exports no function up
   *   → Export async function up(knex); where there is nothing to do, leave the body empty.
   */
  | 'E_UP_MISSING'
  /**
   * The module of a migration exports no function `down`, which Knex asks for when it undoes one.
   *
   * @repair Export it; for a change that cannot be undone also `export const irreversible = '…'`
   * with the reason.
   * @example
   * migrations/1728372261_c0a05e0cd317_add_user.ts
   *   exports no function down
   *   → Export async function down(knex); where there is nothing to do, leave the body empty.
   */
  | 'E_DOWN_MISSING'
  /**
   * A migration does not begin with the comment that `make` writes, whose first sentence says what
   * it does.
   *
   * @repair Write it, or ask for none: `comments: { migrations: 'optional' }`.
   * @example
   * migrations/2024-01-02_a2_second.mjs
   *   has no header, whose message would say what it does
   *   → Begin it as knex-stairway make does: /** What it does … Revision: a2 *\/
   */
  | 'E_HEADER_MISSING'
  /**
   * The header of a migration has fields, and no message above them.
   *
   * @repair Write a sentence that says what it does.
   * @example
   * migrations/2024-01-03_a3_third.mjs
   *   has a header without a message
   *   → Write what it does above the fields of the header.
   */
  | 'E_MESSAGE_MISSING'
  /**
   * The name of a migration has no slug, though its template has one.
   *
   * @repair Rename it while no database has run it.
   * @example
   * migrations/1728372261_c0a05e0cd317_.ts
   *   has no slug in its name, which would say what it does
   *   → Rename it while no database has run it: 1728372261_c0a05e0cd317_what_it_does.ts.
   */
  | 'E_SLUG_MISSING'
  /**
   * A text of a migration still says TODO, as `adopt --comments` writes it.
   *
   * @repair Write the text.
   * @example
   * migrations/1795521641_56f437663a36_comment_tables_and_columns.ts:14
   *   still says TODO: what a row of user is
   *   → Write the text that is to stand there.
   */
  | 'E_TODO'
  /**
   * A migration imports a module from outside of its folder, such as a model, which later changes
   * under it.
   *
   * @repair Declare the table by `tableSnapshot`, or copy what it needs; `import type` is fine.
   * @example
   * migrations/1728372283_c.cjs:1
   *   imports ../model.cjs, which lies outside of the migrations' folders and may be another one tomorrow
   *   → Declare the table as it is today (knex-stairway snapshot prints it), or copy what it needs into a helper beside the migrations; import type is fine.
   */
  | 'E_IMPORT_OUTSIDE'
  /**
   * Two migrations are the last of their line: two branches met, and nobody has looked whether they
   * get along.
   *
   * @repair Let the later one revise the other in its header; `check --commute` tries both orders.
   * @example
   * 1500000001_bbbbbbbbbbbb_b.cjs, 1500000002_cccccccccccc_c.cjs
   *   are 2 heads: no migration revises them
   *   → Two branches met. Look whether they get along, then let the later one revise the other (Revises: bbbbbbbbbbbb in 1500000002_cccccccccccc_c.cjs).
   */
  | 'E_HEADS'
  /**
   * `Revises:` names a revision that no file bears.
   *
   * @repair Correct the header, or bring the file back.
   * @example
   * migrations/1728372261_c0a05e0cd317_add_user.ts
   *   revises a1b4c9df789d, which no migration is
   *   → Correct `Revises:` in its header, or bring the file back.
   */
  | 'E_PARENT_UNKNOWN'
  /**
   * `Revises:` names a migration that runs after this one.
   *
   * @repair Rename one of the files, so that their times follow each other.
   * @example
   * migrations/1728372261_c0a05e0cd317_add_user.ts
   *   revises a1b4c9df789d, which runs behind it (1728372299_a1b4c9df789d_add_team.ts)
   *   → Rename one of the files, so that their times follow each other.
   */
  | 'E_PARENT_LATER'
  /**
   * `check --commute` ran pending migrations in both orders, and the databases differ, or one order
   * fails.
   *
   * @repair Let the later one revise the other, so that all databases take one order.
   * @example
   * 1500000001_bbbbbbbbbbbb_b.cjs, 1500000002_cccccccccccc_c.cjs
   *   make another schema in the other order: column user.name: default null became 'x'
   *   → Settle the order: let the later one revise the other, and bring databases that ran them otherwise in line by a new migration.
   */
  | 'E_ORDER_MATTERS';
