import { readdirSync, readFileSync, statSync, type Dirent } from 'node:fs';
import { join, relative } from 'node:path';
import { loadModule } from './load-module.ts';
import { looksLikeMigration } from './looks-like-migration.ts';
import type { SourcePlace } from './source-entry.ts';

/**
 * A folder of migration files. It is read synchronously: see `EpochMigrationSource.getMigrations`.
 *
 * @param directory absolute path
 */
export function folderPlace(directory: string): SourcePlace {
  return {
    where: pathFromHere(directory),
    listEntries() {
      const found = listFolder(directory);
      return found?.map((entry) => {
        const path = join(directory, entry.name);
        return {
          file: entry.name,
          path,
          isFolder: isFolder(entry, path),
          get where() {
            return pathFromHere(path);
          },
          readText: () => readFileSync(path, 'utf8'),
          exportsMigration: () => looksLikeMigration(readFileSync(path, 'utf8')),
          load: () => loadModule(path),
        };
      });
    },
  };
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
