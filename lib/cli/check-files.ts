import { isStairwayError, type Problem } from '../errors.ts';
import type { EpochMigrationSource } from '../migration/epoch-migration-source.ts';
import type { FileMigrationSource } from '../source/file-migration-source.ts';
import type { MigrationFile } from '../source/migration-file.ts';
import { problemsOfHeads } from '../stairway/heads.ts';
import { ensureTypeScriptOf } from './typescript.ts';

/** What is wrong with the files of a project. */
export interface FilesReport {
  /** How many there are; 0 where they cannot be put into an order. */
  readonly migrations: number;
  readonly problems: readonly Problem[];
  /** Whether all are in an order and load, so that they can be tried. */
  readonly isRunnable: boolean;
}

/** Lists, loads and reads all migration files. */
export async function checkFiles(source: FileMigrationSource): Promise<FilesReport> {
  let migrations: readonly MigrationFile[] = [];
  const imports: Problem[] = [];
  try {
    migrations = source.list().migrations;
    imports.push(...(await importProblemsOf(source, migrations)));
    await ensureTypeScriptOf(migrations);
    await Promise.all(migrations.map((migration) => source.getMigration(migration)));
    const problems = [...messageProblemsOf(source), ...problemsOfHeads(migrations), ...imports];
    return { migrations: migrations.length, problems, isRunnable: true };
  } catch (error) {
    const isOfFiles =
      isStairwayError(error) && ['E_MIGRATION_FILES', 'E_MIGRATION_LOAD'].includes(error.code);
    if (!isOfFiles) throw error;
    return {
      migrations: migrations.length,
      problems: [...error.problems, ...imports],
      isRunnable: false,
    };
  }
}

/** What is older than the conventions is not held to this either. */
async function importProblemsOf(
  source: FileMigrationSource,
  migrations: readonly MigrationFile[],
): Promise<readonly Problem[]> {
  const { problemsOfImports } = await import('../source/outside-imports.ts');
  const { settleHistory } = await import('../migration/convention-history.ts');
  const conventions = conventionsOf(source);
  const historyOf = settleHistory(conventions);
  const held = migrations.filter(
    ({ instant }) => conventions === false || historyOf(instant) !== undefined,
  );
  return problemsOfImports(
    held.flatMap(({ path }) => path ?? []),
    source.directories,
  );
}

function messageProblemsOf(source: FileMigrationSource): readonly Problem[] {
  return 'listMessageProblems' in source
    ? (source as EpochMigrationSource).listMessageProblems()
    : [];
}

/** The conventions of a source; one of an older copy of this package keeps them to itself. */
export function conventionsOf(source: FileMigrationSource): EpochMigrationSource['conventions'] {
  return 'conventions' in source ? (source as EpochMigrationSource).conventions : {};
}
