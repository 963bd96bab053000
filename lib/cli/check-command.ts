import { relative } from 'node:path';
import type { Finding } from '../catalog/finding.ts';
import { count, formatProblem, isStairwayError, type Problem } from '../errors.ts';
import type { EpochMigrationSource } from '../migration/epoch-migration-source.ts';
import type { FileMigrationSource } from '../source/file-migration-source.ts';
import type { MigrationFile } from '../source/migration-file.ts';
import { sourceOfConfig } from '../source/source-of-config.ts';
import type { Command, Output } from './command.ts';
import { withDatabase } from './connect.ts';
import { exitCode } from './exit-code.ts';
import { loadKnexfile, type Knexfile } from './knexfile.ts';
import { ensureTypeScriptOf } from './typescript.ts';

/** What `check --json` prints. */
interface CheckReport {
  readonly ok: boolean;
  /** How many files there are; 0 where they cannot be put into an order. */
  readonly migrations: number;
  /** Of the files. */
  readonly problems: readonly Problem[];
  /** Of the database; null where it was not asked. */
  readonly findings: readonly Finding[] | null;
}

export const checkCommand: Command = {
  name: 'check',
  summary: 'list what is wrong with the migration files, and with the database',
  help: `knex-stairway check [--db]

Lists what is wrong with the migration files: names, times, order, modules
that do not load, messages that are missing, imports from outside of their
folders (models). Ends with 1 where anything is.

      --db              also read the database of the knexfile: constraints and
                        indexes off the naming convention, and comments that
                        are missing`,
  options: { db: { type: 'boolean' } },
  async run({ values, output }) {
    const knexfile = await loadKnexfile(values);
    const source = sourceOfConfig(knexfile.config, relative(process.cwd(), knexfile.path));
    const { migrations, problems } = await checkFiles(source);
    const findings =
      values['db'] === true ? await auditDatabase(knexfile, conventionsOf(source)) : null;
    const ok = problems.length === 0 && (findings ?? []).length === 0;
    print({ ok, migrations, problems, findings }, values['json'] === true, output);
    return ok ? exitCode.done : exitCode.failed;
  },
};

async function auditDatabase(
  knexfile: Knexfile,
  conventions: EpochMigrationSource['conventions'],
): Promise<readonly Finding[]> {
  const { auditCatalog } = await import('../catalog/audit-catalog.ts');
  const { readCatalog } = await import('../catalog/read-catalog.ts');
  return withDatabase(knexfile, async (knex) => auditCatalog(await readCatalog(knex), conventions));
}

async function checkFiles(
  source: FileMigrationSource,
): Promise<Pick<CheckReport, 'migrations' | 'problems'>> {
  let migrations: readonly MigrationFile[] = [];
  const imports: Problem[] = [];
  try {
    migrations = source.list().migrations;
    imports.push(...(await importProblemsOf(source, migrations)));
    await ensureTypeScriptOf(migrations);
    await Promise.all(migrations.map((migration) => source.getMigration(migration)));
    const problems = [...messageProblemsOf(source), ...imports];
    return { migrations: migrations.length, problems };
  } catch (error) {
    const isOfFiles =
      isStairwayError(error) && ['E_MIGRATION_FILES', 'E_MIGRATION_LOAD'].includes(error.code);
    if (!isOfFiles) throw error;
    return { migrations: migrations.length, problems: [...error.problems, ...imports] };
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

/** A source of an older copy of this package keeps them to itself. */
function conventionsOf(source: FileMigrationSource): EpochMigrationSource['conventions'] {
  return 'conventions' in source ? (source as EpochMigrationSource).conventions : {};
}

function print(report: CheckReport, isJson: boolean, output: Output): void {
  if (isJson) {
    output.out(JSON.stringify(report));
    return;
  }
  const { ok, migrations, problems, findings } = report;
  for (const problem of [...problems, ...(findings ?? [])]) output.out(formatProblem(problem));
  if (!ok) output.out('');
  const files = `${count(migrations, 'migration')}, ${count(problems.length, 'problem')}`;
  const database = findings === null ? '' : `; database: ${count(findings.length, 'finding')}`;
  output.out(files + database);
}
