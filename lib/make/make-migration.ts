import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { nodeCrypto } from '../node-crypto.ts';
import { OptionsError, type Problem } from '../errors.ts';
import { suggest } from '../near-miss.ts';
import { formatSlug } from '../revision/slug.ts';
import type { FileMigrationSource } from '../source/file-migration-source.ts';
import { moduleExtensions, splitFileName, stemOf } from '../source/file-name.ts';
import type { MigrationFile } from '../source/migration-file.ts';
import { isEsModule } from '../source/load-module.ts';
import { withMakeLock } from './make-lock.ts';
import { formatMigration, type ModuleSyntax } from './migration-text.ts';
import { nextInstant } from './next-instant.ts';

export interface MakeOptions {
  readonly source: FileMigrationSource;
  /** What the migration is for; becomes the first line of its header, and its slug. */
  readonly message: string;
  /** Folder to write into; default the last of the source, as Knex does. */
  readonly directory?: string | undefined;
  /** With or without its dot; default that of the last migration in the folder. */
  readonly extension?: string | undefined;
  /** Extension where the folder has no migration yet; default `.js`. */
  readonly fallbackExtension?: string | undefined;
  /** Writes what stands below the header; default empty `up` and `down`. */
  readonly body?: ((syntax: ModuleSyntax) => string) | undefined;
  /** For a base, which follows no other: milliseconds since 1970, taken as they are. */
  readonly baseInstant?: number | undefined;
}

/** The file that was written. */
export interface MadeMigration {
  /** Absolute. */
  readonly path: string;
  readonly revision: string;
  /** Revision (or, where it has none, name) of the head that it follows; undefined for the first. */
  readonly revises: string | undefined;
  /** ISO 8601; later than now where the head bears a time to come. */
  readonly stamp: string;
}

/**
 * Writes the next migration file, behind all that the source lists.
 *
 * @throws OptionsError for a message without a letter, an unknown extension or directory, or a name
 * that is there already
 * @throws MigrationFilesError where the source cannot be listed
 */
export async function makeMigration(options: MakeOptions): Promise<MadeMigration> {
  const { directory, slug, message, extension: given } = settle(options);
  const { source } = options;
  // All folders of the source: what is written into one of them is the head of the others, too.
  const folders = source.directories.length === 0 ? [directory] : source.directories;
  return withMakeLock(folders, () => {
    const { migrations } = source.list({ allowsEmpty: true });
    const head = migrations.at(-1);
    const extension = given ?? extensionOf(options, directory, migrations);
    const now = new Date();
    const revision = nodeCrypto().randomBytes(6).toString('hex');
    const { resolution } = source.template;
    const { baseInstant } = options;
    const instant =
      baseInstant === undefined
        ? nextInstant(now.getTime(), head?.instant, resolution)
        : Math.floor(baseInstant / resolution) * resolution;
    const stem = source.template.format({ instant, revision, slug });
    const path = join(directory, stem + extension);
    assertNew(stem, path, migrations);
    const revises = head === undefined || baseInstant !== undefined ? undefined : nameOfHead(head);
    const header = {
      message,
      revision,
      revises: revises === undefined ? [] : [revises],
      created: now.toISOString(),
    };
    mkdirSync(directory, { recursive: true });
    // wx: never over a file that is there.
    writeFileSync(path, formatMigration(header, syntaxOf(path, extension), options.body), {
      flag: 'wx',
    });
    return { path, revision, revises, stamp: new Date(instant).toISOString() };
  });
}

function settle({ source, message, directory, extension }: MakeOptions): {
  readonly directory: string;
  readonly slug: string;
  readonly message: string;
  /** With its dot. */
  readonly extension: string | undefined;
} {
  const problems: Problem[] = [];
  const slug = formatSlug(message);
  if (slug === '') {
    problems.push({
      code: 'E_MESSAGE_EMPTY',
      where: `message ${JSON.stringify(message)}`,
      what: 'has no letter and no digit that a file could be named by',
      repair: 'Say what the migration is for: make "add user".',
    });
  }
  const chosen = directory === undefined ? source.directories.at(-1) : resolve(directory);
  if (chosen === undefined) {
    problems.push({
      code: 'E_DIRECTORY_UNKNOWN',
      where: 'directory',
      what: 'is not known, as the source was given modules',
      repair: 'Name the folder: --directory ./migrations.',
    });
  } else if (source.directories.length > 0 && !source.directories.includes(chosen)) {
    problems.push({
      code: 'E_DIRECTORY_UNKNOWN',
      where: `directory ${chosen}`,
      what: 'is none of the folders that the source reads',
      repair: `Choose one of ${source.directories.join(', ')}.`,
    });
  }
  const dotted = extension?.replace(/^\.?/u, '.');
  if (dotted !== undefined && !moduleExtensions.includes(dotted)) {
    problems.push({
      code: 'E_EXTENSION_UNKNOWN',
      where: `extension ${dotted}`,
      what: 'is none that a migration can have',
      repair: `Choose one: ${suggest(dotted, moduleExtensions)}`,
    });
  }
  if (problems.length > 0) throw new OptionsError('The new migration', problems);
  return { directory: chosen ?? '', slug, message: message.trim(), extension: dotted };
}

/** A template without `%(rev)s` can give one name twice. */
function assertNew(stem: string, path: string, migrations: readonly MigrationFile[]): void {
  const twin = migrations.find(({ file }) => stemOf(file).toLowerCase() === stem.toLowerCase());
  if (twin === undefined && !existsSync(path)) return;
  throw new OptionsError('The new migration', [
    {
      code: 'E_FILE_EXISTS',
      where: twin?.path ?? twin?.file ?? path,
      what: 'is there already, and is not overwritten',
      repair: 'Word the message differently, or put %(rev)s into fileTemplate.',
    },
  ]);
}

function extensionOf(
  { fallbackExtension = '.js' }: MakeOptions,
  directory: string,
  migrations: readonly MigrationFile[],
): string {
  const last = migrations.findLast(({ path }) => path !== undefined && dirname(path) === directory);
  const extension = splitFileName(last?.file ?? '').extension;
  return moduleExtensions.includes(extension) ? extension : fallbackExtension;
}

/** What `Revises:` calls the head: its revision, else the name of its file without extension. */
function nameOfHead({ revision, file }: MigrationFile): string {
  return revision ?? stemOf(file);
}

function syntaxOf(path: string, extension: string): ModuleSyntax {
  if (extension.endsWith('ts')) return 'typescript';
  return isEsModule(path) ? 'esm' : 'commonjs';
}
