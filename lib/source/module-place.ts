import type { Knex } from 'knex';
import type { SourcePlace } from './source-entry.ts';

/**
 * Migrations by file name, as bundlers know them: modules, or functions that import one. Keys may
 * have folders before the name, as `import.meta.glob` of Vite writes them.
 */
export type MigrationModules = Readonly<
  Record<string, Knex.Migration | (() => Promise<Knex.Migration>)>
>;

/** Migration modules that were handed in, for bundlers and tests. */
export function modulePlace(modules: MigrationModules): SourcePlace {
  return {
    where: 'modules',
    listEntries: () =>
      Object.entries(modules).map(([key, value]) => ({
        file: key.slice(Math.max(key.lastIndexOf('/'), key.lastIndexOf('\\')) + 1),
        where: `modules['${key}']`,
        path: undefined,
        isFolder: false,
        readText: () => undefined,
        exportsMigration: () =>
          typeof value === 'function' ? undefined : 'up' in value || 'down' in value,
        load: async () => (typeof value === 'function' ? value() : value),
      })),
  };
}
