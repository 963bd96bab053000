import { clients, type ClientName } from '../init/client.ts';
import type { InitPlan } from '../init/init-plan.ts';
import { runners, type PackageManager } from '../init/package-manager.ts';
import type { PlannedScript } from '../init/package-scripts.ts';
import type { Project } from '../init/project.ts';
import type { ModuleSyntax } from '../make/migration-text.ts';
import type { Output } from './command.ts';
import { installCommands } from './install-packages.ts';
import { printTable } from './table.ts';

/** A command to type, and what it does. */
interface NextCommand {
  readonly command: string;
  readonly does: string;
}

/** What `init --json` prints. */
interface InitReport {
  /** Whether nothing was written, as `--dry-run` wants it. */
  readonly dryRun: boolean;
  readonly client: ClientName;
  readonly syntax: ModuleSyntax;
  /** Why it is this syntax. */
  readonly reason: string;
  readonly files: readonly { readonly path: string; readonly state: 'created' | 'kept' }[];
  readonly scripts: readonly PlannedScript[];
  /** Lines that the knexfile of the project lacks; empty where it is new, or has them. */
  readonly knexfileLines: readonly string[];
  readonly knexfile: string;
  readonly hasOldMigrations: boolean;
  /** Commands that install what is missing. */
  readonly install: readonly string[];
  readonly installing: boolean;
  readonly next: readonly NextCommand[];
}

/** Puts what was done, or would be, into data. */
export function initReport(
  project: Project,
  plan: InitPlan,
  { isDry, isInstalling }: { readonly isDry: boolean; readonly isInstalling: boolean },
): InitReport {
  const { setup, files, scripts, knexfileLines, hasOldMigrations, missing } = plan;
  const { packageManager } = project;
  return {
    dryRun: isDry,
    client: setup.client,
    syntax: setup.syntax,
    reason: setup.reason,
    files: files.map(({ path, text }) => ({
      path,
      state: text === undefined ? 'kept' : 'created',
    })),
    scripts,
    knexfile: project.knexfile?.path ?? `knexfile${setup.extension}`,
    knexfileLines,
    hasOldMigrations,
    install: installCommands(packageManager, missing).map((words) => words.join(' ')),
    installing: isInstalling,
    next: nextCommands(packageManager, plan),
  };
}

const languages = {
  typescript: 'TypeScript',
  esm: 'JavaScript, ES modules',
  commonjs: 'JavaScript, CommonJS',
} as const;

/** Prints the report for people. */
export function printInit(report: InitReport, output: Output): void {
  const { client, syntax, reason, files, scripts, dryRun, knexfileLines, install, next } = report;
  const { title } = clients[client];
  const language = languages[syntax];
  output.out(`${language}: ${reason}`);
  output.out(`${title}, by ${client}\n`);
  const created = dryRun ? 'would create' : 'created';
  const added = dryRun ? 'would add' : 'added';
  printTable(
    [
      ...files.map(({ path, state }) => [state === 'created' ? created : 'kept', path]),
      ...scripts.map(({ name, command, state }) => [
        state === 'added' ? added : 'kept',
        `package.json, script ${name}: ${command}`,
      ]),
    ],
    output,
  );
  if (knexfileLines.length > 0) {
    output.out(`\n${report.knexfile} stays as it is, and lacks the source. Add to it:`);
    for (const line of knexfileLines) output.out(`  ${line}`);
    if (report.hasOldMigrations) {
      output.out('What becomes of the migrations that are there: npx knex-stairway adopt');
    }
  }
  if (install.length > 0) {
    output.out(report.installing ? '\nInstalling:' : '\nStill to install:');
    for (const command of install) output.out(`  ${command}`);
  }
  output.out('\nNext:');
  printTable(
    next.map(({ command, does }) => [command, does]),
    output,
  );
}

function nextCommands(
  manager: PackageManager,
  { setup, scripts }: InitPlan,
): readonly NextCommand[] {
  const run = manager === 'npm' ? 'npm run' : manager;
  const tests = scripts.find(({ name }) => name.startsWith('test'))?.name ?? 'test';
  const knex = setup.syntax === 'typescript' ? `${run} knex` : `${runners[manager]} knex`;
  const { variable } = clients[setup.client];
  const where = variable === undefined ? 'dev.sqlite3' : 'the database of DATABASE_URL';
  return [
    { command: `${knex} migrate:latest`, does: `applies what is pending to ${where}` },
    {
      command: tests === 'test' ? `${manager} test` : `${run} ${tests}`,
      does: 'takes each migration up, down and up again',
    },
    {
      command: `${runners[manager]} knex-stairway make "add tag"`,
      does: 'writes the next migration',
    },
  ];
}
