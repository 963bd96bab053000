import type { Knex } from 'knex';
import {
  FileMigrationSource,
  type DirectoryOptions,
  type FileMigrationSourceOptions,
  type ModulesOptions,
} from '../source/file-migration-source.ts';
import type { MigrationFile } from '../source/migration-file.ts';
import type { Conventions } from '../schema/conventions.ts';
import { ListedMigration } from '../source/listed-migration.ts';
import { MigrationMessageError, type Problem } from '../errors.ts';
import { conventionalMigration } from './conventional-migration.ts';
import { problemsOfMessage } from './message-problems.ts';
import { problemsOfTodos } from './todo-problems.ts';
import { settleHistory, type ConventionHistory } from './convention-history.ts';

/** Where migrations lie, how their names are read, and what their schema follows. */
export type EpochMigrationSourceOptions = (DirectoryOptions | ModulesOptions) & {
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
 * const knexfile: Knex.Config = {
 *   client: 'better-sqlite3',
 *   connection: { filename: './dev.sqlite3' },
 *   useNullAsDefault: true,
 *   migrations: { migrationSource: new EpochMigrationSource({ directory: './migrations' }) },
 * };
 * export default knexfile;
 */
export class EpochMigrationSource extends FileMigrationSource {
  /** As they were given: an audit of the database asks for them. */
  readonly conventions: Conventions | readonly Conventions[] | false;
  readonly #history: ConventionHistory;
  /**
   * What the migrations that are loaded do not say. Knex loads all that it will run before the first
   * of them begins: if that goes up, one error has all. Undoing needs no message.
   */
  readonly #silent = new Map<string, readonly Problem[]>();

  constructor({ conventions = {}, ...options }: EpochMigrationSourceOptions) {
    super(options as FileMigrationSourceOptions);
    this.conventions = conventions;
    this.#history = settleHistory(conventions);
  }

  /**
   * Knex's question for the module, which is given a Knex that follows the conventions.
   *
   * @throws MigrationLoadError for a module that throws or lacks `up` or `down`, together with all
   * others that Knex asked for at the same time
   */
  override async getMigration(file: MigrationFile): Promise<Knex.Migration> {
    const config = this.#history(file.instant);
    // Before anything is awaited: Knex asks for all of them in their order, and they load as they like.
    if (config !== undefined) this.#note(file);
    const migration = await super.getMigration(file);
    if (config === undefined) return migration;
    return conventionalMigration(migration, config, file.file, (direction) => {
      const silent = [...this.#silent.values()].flat();
      this.#silent.clear();
      if (direction === 'up' && silent.length > 0) throw new MigrationMessageError(silent);
    });
  }

  /**
   * Reads all files, and finds those that do not say what they do: by the message of the header, and
   * by the slug. Empty where the conventions do not ask for it.
   */
  listMessageProblems(): readonly Problem[] {
    return this.list().migrations.flatMap((file) => this.#problemsOf(file));
  }

  #note(file: MigrationFile): void {
    const problems = this.#problemsOf(file);
    if (problems.length > 0) this.#silent.set(file.file, problems);
    else this.#silent.delete(file.file);
  }

  #problemsOf(file: MigrationFile): readonly Problem[] {
    const entry = ListedMigration.entryOf(file);
    const comments = this.#history(file.instant)?.comments;
    if (entry === undefined || comments === undefined) return [];
    const { where } = entry;
    const text = entry.readText();
    return [
      ...(comments.migrations ? problemsOfMessage({ file, where, text }, this.template) : []),
      ...problemsOfTodos(where, text ?? ''),
    ];
  }
}
