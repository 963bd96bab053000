import type { Knex } from 'knex';
import {
  FileMigrationSource,
  type FileMigrationSourceOptions,
} from '../source/file-migration-source.ts';
import type { MigrationFile } from '../source/migration-file.ts';
import type { Conventions } from '../schema/conventions.ts';
import { conventionalMigration } from './conventional-migration.ts';
import { settleHistory, type ConventionHistory } from './convention-history.ts';

export type EpochMigrationSourceOptions = FileMigrationSourceOptions & {
  /**
   * What the schema of every migration follows: conventions, a history of them (each from its own
   * `since` on), or `false` for plain Knex. Default: the default conventions.
   */
  readonly conventions?: Conventions | readonly Conventions[] | false;
};

/**
 * A Knex migration source that runs migrations in the order of the time in their file names, and
 * gives each a Knex whose `schema` follows the conventions.
 *
 * @throws OptionsError that lists all options at fault
 * @example
 * const source = new EpochMigrationSource({ directory: './migrations' });
 * export default { client: 'pg', migrations: { migrationSource: source } };
 */
export class EpochMigrationSource extends FileMigrationSource {
  /** As they were given: an audit of the database asks for them. */
  readonly conventions: Conventions | readonly Conventions[] | false;
  readonly #history: ConventionHistory;

  constructor({ conventions = {}, ...options }: EpochMigrationSourceOptions) {
    super(options as FileMigrationSourceOptions);
    this.conventions = conventions;
    this.#history = settleHistory(conventions);
  }

  override async getMigration(file: MigrationFile): Promise<Knex.Migration> {
    const migration = await super.getMigration(file);
    const config = this.#history(file.instant);
    return config === undefined ? migration : conventionalMigration(migration, config, file.file);
  }
}
