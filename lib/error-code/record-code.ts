/**
 * Problems of what is recorded in `knex_migrations`, and of `adopt`: in `E_BOOKKEEPING`, `E_ADOPT`,
 * `E_BASELINE` and `E_OPTIONS`, and in what `status` and `check --db` list.
 */
export type RecordCode =
  /**
   * A migration is recorded as applied, and the source lists no file of that name.
   *
   * @repair Bring the file back, or let the source record names as they stand in the table
   * (`recordAs`).
   * @example
   * knex_migrations, 1728372261_c0a05e0cd317_add_user
   *   is recorded as applied, and the source does not list it
   *   → Bring the file back (it may lie on another branch). Only if it is gone for good and its change undone, delete the row.
   */
  | 'E_MIGRATION_MISSING'
  /**
   * The source lists one name twice; Knex would run the second again and again.
   *
   * @repair Rename one of the files.
   * @example
   * 1728372261_add_user
   *   is the name of two migrations of the source
   *   → Rename one of the files: a name stands for one migration.
   */
  | 'E_MIGRATION_TWICE'
  /**
   * The code of a migration is not what it was when it was applied: this database is not what the
   * files say.
   *
   * @repair Bring the old text back, and put the change into a new migration.
   * @example
   * 1728372261_c0a05e0cd317_add_user
   *   is not what it was when it was applied (128542ba, now 9b710ce7)
   *   → Bring its old text back, and put the change into a new migration; if it changes nothing, delete the row 1 of knex_migrations_checksum.
   */
  | 'E_MIGRATION_CHANGED'
  /**
   * Two rows of `knex_migrations` stand for one file, as after a change of extension: it was run
   * twice.
   *
   * @repair Delete one of the rows once you know that the schema is right.
   * @example
   * knex_migrations, 20200101000000_old.js
   *   and another row stand for one file, 20200101000000_old.ts: it was run twice
   *   → Delete one of the rows by hand, once you know that the schema is right.
   */
  | 'E_RECORDED_TWICE'
  /**
   * A row of `knex_migrations` was changed by somebody else.
   *
   * @repair Look at the plan again.
   * @example
   * knex_migrations
   *   was changed by somebody else at this moment
   *   → Look at the plan again: knex-stairway adopt --baseline.
   */
  | 'E_ROW_CHANGED'
  /**
   * Knex's own lock is taken: migrations run at this moment, or a run has died with it.
   *
   * @repair Try again; after a crash call `knex migrate:unlock`.
   * @example
   * knex_migrations_lock
   *   is taken: migrations run at this moment, or a run has died with it
   *   → Try again behind that run; after a crash, first call knex migrate:unlock.
   */
  | 'E_LOCKED'
  /**
   * Migrations are pending, so that the database is not yet what the files say.
   *
   * @repair Migrate first.
   * @example
   * 20200101000000_old
   *   is not applied yet
   *   → Migrate first: the migration is written from what the database holds.
   */
  | 'E_PENDING'
  /**
   * Recorded names are to change while `disableMigrationsListValidation` is set: until the knexfile
   * has the new source, Knex would run everything again.
   *
   * @repair Write the lines into the knexfile first.
   * @example
   * migrations.disableMigrationsListValidation
   *   lets Knex run migrations again whose names in knex_migrations have changed
   *   → Write the lines into the knexfile first; knex-stairway adopt prints them.
   */
  | 'E_KNEXFILE_FIRST'
  /**
   * Two old files stand in one order by name, as Knex ran them, and in the other by the time that
   * they bear.
   *
   * @repair Keep Knex's order by `legacy: 'as-knex'`.
   * @example
   * 2021-03-01_b.js, 20210201_a.js
   *   stand in this order by name, and in the other by the time that they bear
   *   → Keep Knex's order for old files: legacy: 'as-knex'.
   */
  | 'E_ORDER_OF_KNEX'
  /**
   * `--record-as` is given, and the knexfile has an `EpochMigrationSource` that says it already.
   *
   * @repair Change it there.
   * @example
   * knexfile.js
   *   has an EpochMigrationSource, which says what is recorded
   *   → Change recordAs there, and leave the option away.
   */
  | 'E_RECORD_AS_SET'
  /**
   * A constraint or index cannot be renamed to the convention, as another bears that name.
   *
   * @repair Drop one of the two.
   * @example
   * index second on pair
   *   should be called ix__pair__a, and another bears that name
   *   → They may be two of one kind over the same columns: drop one of them, or leave it.
   */
  | 'E_NAME_TAKEN'
  /**
   * A baseline stands for migrations of which this database has not run all.
   *
   * @repair Check out the commit before the baseline, migrate, and come back.
   * @example
   * 20200101000000_old
   *   has not run in this database, and 1728372327_6f0c2b7e91aa_baseline.ts stands for all of them together
   *   → Check out the commit before the baseline, migrate, and come back.
   */
  | 'E_BASELINE_BEHIND'
  /**
   * A baseline that was just written does not run in an empty database.
   *
   * @repair Mend the file where the message points, and try it again.
   * @example
   * 1728372327_6f0c2b7e91aa_baseline.ts
   *   does not run in an empty database: relation "team" does not exist
   *   → Mend the file (a statement that comes too early is moved down), and try it again: knex-stairway adopt --baseline
   */
  | 'E_BASELINE_FAILS'
  /**
   * A baseline makes another schema than that of the database from which it was written.
   *
   * @repair Mend the file, and try it again.
   * @example
   * index by_email on user
   *   is not the same in a database that the baseline made: index by_email on user is missing
   *   → Mend the file, and try it again: knex-stairway adopt --baseline
   */
  | 'E_BASELINE_DIFFERS'
  /**
   * Something of the database has no place in a baseline, such as an extension or a grant to a
   * role.
   *
   * @repair Write it into the baseline by hand, or leave it to whoever sets databases up.
   * @example
   * foreign table remote_user
   *   needs a server
   *   → Write it into the baseline by hand, or leave it to whoever sets databases up.
   */
  | 'E_BASELINE_LEFT_OUT';
