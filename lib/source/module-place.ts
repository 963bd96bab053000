import type { Knex } from 'knex';
import { migrationIn } from './migration-in.ts';
import type { SourceEntry, SourcePlace } from './source-entry.ts';

/** A migration module; `config` is missing in the types of Knex 3.3.0. */
export type MigrationModule = Knex.Migration & {
  readonly config?: { readonly transaction?: boolean };
};

/**
 * Migrations by file name, as bundlers know them: modules, or functions that import one. Keys may
 * have folders before the name, as `import.meta.glob` of Vite writes them.
 */
export type MigrationModules = Readonly<
  Record<string, MigrationModule | (() => Promise<MigrationModule>)>
>;

/** Migration modules that were handed in, for bundlers and tests. */
export function modulePlace(modules: MigrationModules): SourcePlace {
  return {
    where: 'modules',
    listKeys: () => Object.keys(modules),
    fileOf,
    entryOf: (key) => moduleEntry(key, modules[key]),
  };
}

function fileOf(key: string): string {
  return key.slice(Math.max(key.lastIndexOf('/'), key.lastIndexOf('\\')) + 1);
}

function moduleEntry(key: string, value: MigrationModules[string] | undefined): SourceEntry {
  return {
    file: fileOf(key),
    where: `modules['${key}']`,
    path: undefined,
    isFolder: false,
    readText: () => undefined,
    exportsMigration() {
      if (typeof value === 'function') return undefined;
      const migration = migrationIn(value);
      return 'up' in migration || 'down' in migration;
    },
    load: async () => (typeof value === 'function' ? value() : value),
  };
}
