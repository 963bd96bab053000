import { readdirSync, readFileSync, statSync, type Dirent } from 'node:fs';
import { relative, sep } from 'node:path';
import { loadModule } from './load-module.ts';
import { looksLikeMigration } from './looks-like-migration.ts';
import type { SourceEntry, SourcePlace } from './source-entry.ts';

/**
 * A folder of migration files. It is read synchronously: see `EpochMigrationSource.getMigrations`.
 *
 * @param directory absolute path
 */
export function folderPlace(directory: string): SourcePlace {
  return {
    where: pathFromHere(directory),
    listEntries: () => listFolder(directory)?.map((entry) => new FolderEntry(directory, entry)),
  };
}

/** A class, not a literal: ten thousand files share its methods. */
class FolderEntry implements SourceEntry {
  readonly file: string;
  readonly path: string;
  readonly isFolder: boolean;

  constructor(directory: string, entry: Dirent) {
    this.file = entry.name;
    this.path = directory.endsWith(sep) ? directory + entry.name : directory + sep + entry.name;
    this.isFolder = isFolder(entry, this.path);
  }

  get where(): string {
    return pathFromHere(this.path);
  }

  readText(): string {
    return readFileSync(this.path, 'utf8');
  }

  exportsMigration(): boolean {
    return looksLikeMigration(this.readText());
  }

  load(): Promise<unknown> {
    return loadModule(this.path);
  }
}

function listFolder(directory: string): Dirent[] | undefined {
  try {
    return readdirSync(directory, { withFileTypes: true });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}

function isFolder(entry: Dirent, path: string): boolean {
  if (!entry.isSymbolicLink()) return entry.isDirectory();
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** Shows a path as a user would type it from the working directory. */
function pathFromHere(path: string): string {
  const way = relative(process.cwd(), path);
  return way === '' ? '.' : way.startsWith('..') ? path : way;
}
