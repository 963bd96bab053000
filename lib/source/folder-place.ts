import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { loadModule } from './load-module.ts';
import { looksLikeMigration } from './looks-like-migration.ts';
import { pathFromHere } from './path-from-here.ts';
import type { SourceEntry, SourcePlace } from './source-entry.ts';

/**
 * A folder of migration files. It is read synchronously: see `EpochMigrationSource.getMigrations`.
 *
 * @param directory absolute path
 */
export function folderPlace(directory: string): SourcePlace {
  return {
    where: pathFromHere(directory),
    listKeys: () => listFolder(directory),
    fileOf: (key) => key,
    entryOf: (key) => folderEntry(directory, key),
  };
}

function folderEntry(directory: string, file: string): SourceEntry {
  const path = join(directory, file);
  return {
    file,
    path,
    where: pathFromHere(path),
    get isFolder() {
      return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
    },
    readText: () => readFileSync(path, 'utf8'),
    exportsMigration: () => looksLikeMigration(readFileSync(path, 'utf8')),
    load: () => loadModule(path),
  };
}

function listFolder(directory: string): string[] | undefined {
  try {
    return readdirSync(directory);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}
