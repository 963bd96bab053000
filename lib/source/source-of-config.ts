import type { Knex } from 'knex';
import { OptionsError, type Problem } from '../errors.ts';
import type { FileMigrationSource } from './file-migration-source.ts';

/** Options at which Knex 3.3.0 replaces any source by its own (migrator-configuration-merger.js). */
const replacing = ['directory', 'sortDirsSeparately', 'loadExtensions'] as const;

/**
 * Takes the source out of a Knex configuration, and refuses one that Knex would not ask.
 *
 * @param where how messages call the configuration, such as the path of the knexfile
 * @throws OptionsError where there is no EpochMigrationSource, or where Knex would pass it over
 */
export function sourceOfConfig(config: Knex.Config, where: string): FileMigrationSource {
  const { migrations = {} } = config;
  const source: unknown = migrations.migrationSource;
  const problems: Problem[] = [];
  if (!isEpochMigrationSource(source)) {
    problems.push({
      code: 'E_SOURCE_MISSING',
      where: `${where}, migrations.migrationSource`,
      what: source === undefined ? 'is missing' : 'is no EpochMigrationSource',
      repair: `Write migrations: { migrationSource: new EpochMigrationSource({ directory: ${directoryOf(migrations)} }) }.`,
    });
  } else {
    for (const option of replacing) {
      // Knex asks whether the two others are truthy.
      const value = migrations[option];
      if (option === 'sortDirsSeparately' ? value === undefined : !value) continue;
      problems.push({
        code: 'E_SOURCE_REPLACED',
        where: `${where}, migrations.${option}`,
        what: 'stands beside migrationSource, and makes Knex replace the source by its own',
        repair:
          option === 'directory'
            ? 'Remove it: the source knows its directory.'
            : `Remove it: the source has no use for ${option}.`,
      });
    }
  }
  if (problems.length > 0) throw new OptionsError('The Knex configuration', problems);
  return source as FileMigrationSource;
}

/** By what it can do: the command line, and a copy that is installed apart, have classes of their own. */
function isEpochMigrationSource(source: unknown): source is FileMigrationSource {
  return (
    typeof source === 'object' &&
    source !== null &&
    ['list', 'template', 'directories'].every((member) => member in source)
  );
}

function directoryOf({ directory }: Knex.MigratorConfig): string {
  return JSON.stringify(directory ?? './migrations').replaceAll('"', "'");
}
