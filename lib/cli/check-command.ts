import { relative } from 'node:path';
import type { Finding } from '../catalog/finding.ts';
import { count, formatProblem, isStairwayError, type Problem } from '../errors.ts';
import type { EpochMigrationSource } from '../migration/epoch-migration-source.ts';
import { problemsOfHeads } from '../stairway/heads.ts';
import type { FileMigrationSource } from '../source/file-migration-source.ts';
import type { MigrationFile } from '../source/migration-file.ts';
import { sourceOfConfig } from '../source/source-of-config.ts';
import type { Command, Output } from './command.ts';
import { withDatabase } from './connect.ts';
import { databasesFor } from './databases-for.ts';
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
  /** What the policy `outOfOrder: 'warn'` lets pass; null where the database was not asked. */
  readonly warnings: readonly Problem[] | null;
  /** How many orders `--commute` has tried; 1 where no branches meet, null where it was not asked. */
  readonly orders: number | null;
}

export const checkCommand: Command = {
  name: 'check',
  summary: 'list what is wrong with the migration files, and with the database',
  help: `knex-stairway check [--db] [--commute]

Lists what is wrong with the migration files: names, times, order, modules
that do not load, messages that are missing, two heads, TODOs, imports from
outside of their folders (models). Ends with 1 where anything is.

      --db              also read the database of the knexfile: constraints and
                        indexes off the naming convention, comments that are
                        missing; applied migrations whose file is missing or
                        has changed, pending ones older than what is applied
      --commute         run the pending migrations in both orders on throw-away
                        databases, and tell whether the order matters`,
  options: { db: { type: 'boolean' }, commute: { type: 'boolean' } },
  async run({ values, output }) {
    const knexfile = await loadKnexfile(values);
    const source = sourceOfConfig(knexfile.config, relative(process.cwd(), knexfile.path));
    const { migrations, problems } = await checkFiles(source);
    const database = values['db'] === true ? await checkDatabase(knexfile, source) : null;
    const isOrdered = problems.every(({ code }) => code === 'E_HEADS');
    const commuted =
      values['commute'] === true && isOrdered
        ? await tryOrders(knexfile, source, database?.recorded ?? [])
        : null;
    const all = [...problems, ...(database?.problems ?? []), ...(commuted?.problems ?? [])];
    const orders = commuted?.orders ?? null;
    const findings = database?.findings ?? null;
    const warnings = database?.warnings ?? null;
    const ok = all.length === 0 && (findings ?? []).length === 0;
    const report = { ok, migrations, problems: all, findings, warnings, orders };
    print(report, values['json'] === true, output);
    return ok ? exitCode.done : exitCode.failed;
  },
};

interface DatabaseReport {
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
  readonly findings: readonly Finding[];
  /** Names, in the order in which they were recorded. */
  readonly recorded: readonly string[];
}

async function checkDatabase(
  knexfile: Knexfile,
  source: FileMigrationSource,
): Promise<DatabaseReport> {
  const { readHistory } = await import('../history/read-history.ts');
  const { auditCatalog } = await import('../catalog/audit-catalog.ts');
  const { readCatalog } = await import('../catalog/read-catalog.ts');
  return withDatabase(knexfile, async (knex) => {
    const { problems, warnings, recorded } = await readHistory(knex);
    const findings = auditCatalog(await readCatalog(knex), conventionsOf(source));
    return { problems, warnings, findings, recorded };
  });
}

/** Finds out by trying whether the order of branches that meet matters. */
async function tryOrders(
  { config }: Knexfile,
  source: FileMigrationSource,
  recorded: readonly string[],
): Promise<{ readonly problems: readonly Problem[]; readonly orders: number }> {
  const { meetingOrders } = await import('../stairway/meeting-orders.ts');
  const orders = meetingOrders(source.list().migrations, recorded);
  if (orders.length === 1) return { problems: [], orders: 1 };
  const { commute } = await import('../stairway/commute.ts');
  const database = await databasesFor(config);
  return {
    problems: await commute({ config, database, source, orders }),
    orders: orders.length,
  };
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
    const problems = [...messageProblemsOf(source), ...problemsOfHeads(migrations), ...imports];
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
  const { ok, migrations, problems, findings, warnings, orders } = report;
  for (const problem of [...problems, ...(findings ?? [])]) output.out(formatProblem(problem));
  for (const warning of warnings ?? []) output.out(`warning:\n${formatProblem(warning)}`);
  if (!ok || (warnings ?? []).length > 0) output.out('');
  const files = `${count(migrations, 'migration')}, ${count(problems.length, 'problem')}`;
  const database = findings === null ? '' : `; database: ${count(findings.length, 'finding')}`;
  output.out(files + database);
  if (orders !== null) output.out(textOfOrders(report));
}

function textOfOrders({ orders, problems }: CheckReport): string {
  if (orders === 1) return 'No branches meet: there is one order.';
  const matters = problems.some(({ code }) => code === 'E_ORDER_MATTERS');
  return `${orders} orders were tried: the order ${matters ? 'matters' : 'makes no difference to the schema'}.`;
}
