import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Knex } from 'knex';
import { OptionsError, type Problem } from '../errors.ts';
import { isRecord } from '../is-record.ts';
import { suggest } from '../near-miss.ts';
import { compileFileTemplate, type FileTemplate } from '../revision/file-template.ts';
import { folderPlace } from './folder-place.ts';
import { listMigrations, type ListingConfig } from './list-migrations.ts';
import { ListedMigration } from './listed-migration.ts';
import type { Listing, MigrationFile } from './migration-file.ts';
import { ModuleLoader } from './module-loader.ts';
import { modulePlace, type MigrationModules } from './module-place.ts';
import type { SourcePlace } from './source-entry.ts';

/** Options of every `EpochMigrationSource`. */
export interface NamingOptions {
  /**
   * What `make` writes and, under `legacy: 'as-knex'`, what tells new files from old ones: the
   * mini-language of Alembic's `file_template`, times in UTC.
   * Default `'%(epoch)d_%(rev)s_%(slug)s'`.
   */
  readonly fileTemplate?: string;
  /**
   * What becomes of files that no stamp explains. `'refuse'` (default): an error lists them.
   * `'as-knex'`: whatever is not of the template runs before the rest, in Knex's own order, under
   * the name that Knex records, so that an applied history stays as it is.
   */
  readonly legacy?: 'refuse' | 'as-knex';
  /**
   * What stands in knex_migrations: the file name without its extension (`'stem'`, default), as it
   * is (`'file'`), or with one and the same extension.
   */
  readonly recordAs?: 'stem' | 'file' | '.js' | '.ts';
  /**
   * What becomes of a pending migration that is older than one that is applied, as when a branch is
   * merged late: `check --db` and `migrate` refuse it (`'error'`), `check --db` names it (`'warn'`,
   * default), or nobody minds (`'allow'`). Plain Knex runs it in any case.
   */
  readonly outOfOrder?: 'error' | 'warn' | 'allow';
}

/** Migrations that lie in folders. */
export interface DirectoryOptions extends NamingOptions {
  /** One or more folders; relative ones start from the working directory. */
  readonly directory: string | URL | readonly (string | URL)[];
  readonly modules?: never;
}

/** Migrations that a bundler or a test hands in. */
export interface ModulesOptions extends NamingOptions {
  readonly directory?: never;
  /** Modules, or functions that import them, by file name. */
  readonly modules: MigrationModules;
}

export type FileMigrationSourceOptions = DirectoryOptions | ModulesOptions;

const defaultFileTemplate = '%(epoch)d_%(rev)s_%(slug)s';

const known = {
  options: ['directory', 'modules', 'fileTemplate', 'legacy', 'recordAs', 'outOfOrder'],
  legacy: ['refuse', 'as-knex'],
  recordAs: ['stem', 'file', '.js', '.ts'],
  outOfOrder: ['error', 'warn', 'allow'],
} as const;

/**
 * The files half of `EpochMigrationSource`: lists migrations in the order of the time in their names,
 * and loads them as they are.
 *
 * @throws OptionsError that lists all options at fault
 */
export class FileMigrationSource implements Knex.MigrationSource<MigrationFile> {
  /** Absolute paths of the folders; empty where modules were handed in. */
  readonly directories: readonly string[];
  readonly template: FileTemplate;
  /** As it was given, or `'warn'`. */
  readonly outOfOrder: 'error' | 'warn' | 'allow';
  readonly #places: readonly SourcePlace[];
  readonly #config: Omit<ListingConfig, 'allowsEmpty'>;
  readonly #loader = new ModuleLoader();

  constructor(options: FileMigrationSourceOptions) {
    assertOptions(options);
    const { fileTemplate = defaultFileTemplate, legacy = 'refuse', recordAs = 'stem' } = options;
    this.template = compileFileTemplate(fileTemplate);
    this.outOfOrder = options.outOfOrder ?? 'warn';
    this.#config = {
      template: this.template,
      legacy,
      recordAs,
      readsPlainNames: fileTemplate === defaultFileTemplate && legacy === 'refuse',
    };
    this.directories = Object.freeze(
      [options.directory ?? []]
        .flat()
        .map((directory) =>
          resolve(directory instanceof URL ? fileURLToPath(directory) : directory),
        ),
    );
    this.#places =
      options.modules === undefined
        ? this.directories.map(folderPlace)
        : [modulePlace(options.modules)];
  }

  /**
   * Lists the migrations in order, and what lies beside them with the reason why it is none.
   *
   * @param options.allowsEmpty whether a folder without migrations, or none at all, is no problem;
   * default false
   * @throws MigrationFilesError that lists every file and folder at fault
   * @example
   * const source = new EpochMigrationSource({ directory: './migrations' });
   * const { migrations, leftAside } = source.list();
   * console.log(migrations.map(({ slug }) => slug)); // [ 'add_team', 'add_member' ]
   * for (const { file, reason } of leftAside) console.log(`${file}: ${reason}`); // migrations/notes.md: not one of .js .cjs .mjs .ts .cts .mts
   */
  list({ allowsEmpty = false }: { readonly allowsEmpty?: boolean } = {}): Listing {
    return listMigrations(this.#places, { ...this.#config, allowsEmpty });
  }

  /**
   * Knex's question for all migrations.
   *
   * It reads the folders and throws before it returns: Knex 3.3.0 creates its tables beside this
   * call (migration-list-resolver.js), and by then bad files must have stopped it.
   *
   * @throws MigrationFilesError that lists every file and folder at fault
   */
  getMigrations(): Promise<MigrationFile[]> {
    return Promise.resolve([...this.list().migrations]);
  }

  /** Knex's question for the name in knex_migrations. */
  getMigrationName(migration: MigrationFile): string {
    return migration.name;
  }

  /**
   * Knex's question for the module.
   *
   * @throws MigrationLoadError for a module that throws or lacks `up` or `down`, together with all
   * others that Knex asked for at the same time
   */
  async getMigration(migration: MigrationFile): Promise<Knex.Migration> {
    const entry = ListedMigration.entryOf(migration);
    if (entry === undefined) {
      throw new TypeError(`${migration.name} was not listed by an EpochMigrationSource`);
    }
    return this.#loader.load(entry);
  }
}

function assertOptions(options: FileMigrationSourceOptions): void {
  const problems: Problem[] = [];
  const report = (where: string, what: string, repair: string): void => {
    problems.push({ code: 'E_OPTION', where, what, repair });
  };
  const given: Readonly<Record<string, unknown>> = { ...options };
  for (const option of Object.keys(given)) {
    if (!known.options.some((name) => name === option)) {
      report(option, 'is no option', `Remove it; ${suggest(option, known.options)}`);
    }
  }
  const { directory, modules, fileTemplate, legacy, recordAs, outOfOrder } = given;
  if ((directory === undefined) === (modules === undefined)) {
    report(
      'directory, modules',
      directory === undefined ? 'are both missing' : 'are both given',
      'Give one of them: the folder of the migrations, or their modules by file name.',
    );
  }
  const directories = directory === undefined ? [] : [directory].flat();
  if ((directory !== undefined && directories.length === 0) || !directories.every(isFolderName)) {
    report('directory', 'names no folder', 'Give a path, a file: URL, or a list of them.');
  }
  if (modules !== undefined && !isRecord(modules)) {
    report('modules', 'is no object', 'Give the modules by file name: { "1728372261_…": module }.');
  }
  for (const [key, value] of Object.entries(isRecord(modules) ? modules : {})) {
    if (isRecord(value) || typeof value === 'function') continue;
    report(`modules['${key}']`, 'is no module', 'Give a module, or a function that imports one.');
  }
  if (fileTemplate !== undefined && typeof fileTemplate !== 'string') {
    report('fileTemplate', 'is no text', `Give a template such as '${defaultFileTemplate}'.`);
  }
  for (const [option, value] of Object.entries({ legacy, recordAs, outOfOrder })) {
    const values: readonly string[] = known[option as 'legacy' | 'recordAs' | 'outOfOrder'];
    if (value !== undefined && !values.some((allowed) => allowed === value)) {
      report(option, `is ${JSON.stringify(value)}`, `Choose: ${suggest(String(value), values)}`);
    }
  }
  if (problems.length > 0) throw new OptionsError('The options of EpochMigrationSource', problems);
}

function isFolderName(value: unknown): boolean {
  return value instanceof URL
    ? value.protocol === 'file:'
    : typeof value === 'string' && value !== '';
}
