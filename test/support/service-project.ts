import { spawn, type ChildProcess } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Knex } from 'knex';
import type { TestDatabase } from './databases.ts';
import { createProject, root, type Finished, type Project } from './project.ts';

/** A project whose migrations each make a table and put one line into a ledger, in several statements. */
export interface ServiceProject extends Project {
  /** Names as recorded in knex_migrations. */
  readonly names: readonly string[];
  /** Starts `knex-stairway migrate`. */
  migrate(args?: readonly string[]): Running;
  /** Starts `knex.migrate.latest()` in a process of its own. */
  plainKnex(): Running;
  /** Starts a script of the project: `undo-last.js` calls `undoLast`. */
  run(script: string): Running;
}

/** A process that was started. */
export interface Running {
  readonly child: ChildProcess;
  readonly finished: Promise<Finished>;
  /** Comes when a text stands in the output, or when the process has ended. */
  seen(text: string): Promise<void>;
}

/** How the migrations are made. */
export interface ServiceProjectOptions {
  readonly database: TestDatabase;
  /** How many there are. */
  readonly count?: number;
  /** Whether every other migration runs without a transaction. */
  readonly hasUnsafe?: boolean;
  /** How long each rests between two statements. */
  readonly restMs?: number;
  /** Whether each migration runs without a transaction, and its down drops its table and then hangs. */
  readonly hangsDown?: boolean;
}

const packages = ['knex', 'better-sqlite3', 'pg', 'mysql2'];

export function createServiceProject({
  database,
  count = 6,
  hasUnsafe = false,
  restMs = 8,
  hangsDown = false,
}: ServiceProjectOptions): ServiceProject {
  const names = Array.from({ length: count }, (_, index) => `${1728372261 + index}_step_${index}`);
  const project = createProject(
    {
      'package.json': '{"type": "module"}',
      'knexfile.js': `import { EpochMigrationSource } from 'knex-stairway';
export default {
  ...${JSON.stringify(database.config)},
  migrations: {
    migrationSource: new EpochMigrationSource({ directory: './migrations', conventions: false }),
  },
};
`,
      'plain-knex.js': `import knexModule from 'knex';
import config from './knexfile.js';
const knex = knexModule(config);
try {
  console.log(JSON.stringify(await knex.migrate.latest()));
} catch (error) {
  console.log(error.name + ': ' + error.message);
  process.exitCode = 1;
}
await knex.destroy();
`,
      'undo-last.js': `import knexModule from 'knex';
import { undoLast } from 'knex-stairway';
import config from './knexfile.js';
const knex = knexModule(config);
console.log(JSON.stringify(await undoLast(knex)));
await knex.destroy();
`,
      ...Object.fromEntries(
        names.map((name, index) => [
          `migrations/${name}.js`,
          migrationText(index, hangsDown || (hasUnsafe && index % 2 === 1), restMs, hangsDown),
        ]),
      ),
    },
    packages,
  );
  symlinkSync(root, join(project.folder, 'node_modules', 'knex-stairway'), 'junction');
  const start = (args: readonly string[]): Running => startNode(project.folder, args);
  return {
    ...project,
    names,
    migrate: (args = []) =>
      start(['node_modules/knex-stairway/dist/cli/main.js', 'migrate', '--json', ...args]),
    plainKnex: () => start(['plain-knex.js']),
    run: (script) => start([script]),
  };
}

/** How much of each migration is there, whatever is recorded. */
export interface ServiceState {
  readonly recorded: readonly string[];
  /** Lines of the ledger, by the number of the migration. */
  readonly ledger: readonly number[];
  readonly tables: readonly string[];
  /** Values of `is_locked`. */
  readonly locks: readonly number[];
  /** Rows of the table of the run. */
  readonly runs: number;
}

export async function readServiceState(knex: Knex, count = 6): Promise<ServiceState> {
  const rows = async <Row>(table: string): Promise<Row[]> =>
    (await knex.schema.hasTable(table)) ? ((await knex(table).select()) as Row[]) : [];
  const tables: string[] = [];
  for (let index = 0; index < count; index += 1) {
    if (await knex.schema.hasTable(`made_${index}`)) tables.push(`made_${index}`);
  }
  return {
    recorded: (await rows<{ name: string }>('knex_migrations')).map(({ name }) => name).sort(),
    ledger: (await rows<{ step: number }>('ledger')).map(({ step }) => step).sort((a, b) => a - b),
    tables,
    locks: (await rows<{ is_locked: number }>('knex_migrations_lock')).map((row) => row.is_locked),
    runs: (await rows('knex_migrations_run')).length,
  };
}

/** What the state is when each migration was applied exactly once and nobody holds anything. */
export function finishedState(names: readonly string[]): ServiceState {
  return {
    recorded: [...names].sort(),
    ledger: names.map((_, index) => index),
    tables: names.map((_, index) => `made_${index}`),
    locks: [0],
    runs: 0,
  };
}

/** Takes away by hand what a migration has done, as a person would before `--resume`. */
export async function undoByHand(knex: Knex, index: number): Promise<void> {
  await knex.schema.dropTableIfExists(`made_${index}`);
  if (index === 0) await knex.schema.dropTableIfExists('ledger');
  else await knex('ledger').where({ step: index }).delete();
}

function migrationText(
  index: number,
  isUnsafe: boolean,
  restMs: number,
  hangsDown: boolean,
): string {
  const down = `
  await knex.schema.dropTable('made_${index}');
  console.log('undoing step_${index}');
  await new Promise((resolve) => setTimeout(resolve, 60_000));
`;
  return `const rest = () => new Promise((resolve) => setTimeout(resolve, ${restMs}));
${isUnsafe ? 'export const config = { transaction: false };' : ''}
export async function up(knex) {
  ${index === 0 ? "await knex.schema.createTable('ledger', (table) => { table.increments(); table.integer('step'); });" : ''}
  await knex.schema.createTable('made_${index}', (table) => { table.increments(); });
  await rest();
  await knex('ledger').insert({ step: ${index} });
  await rest();
}
export async function down(knex) {${hangsDown ? down : ''}}
`;
}

function startNode(cwd: string, args: readonly string[]): Running {
  const { NODE_ENV: _environment, NODE_OPTIONS: _options, ...env } = process.env;
  const child = spawn(process.execPath, [...args], {
    cwd,
    env: { ...env, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const texts = { stdout: '', stderr: '', output: '' };
  const finished = new Promise<Finished>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, ...texts }));
  });
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      texts[name] += text;
      texts.output += text;
    });
  }
  const seen = async (text: string): Promise<void> => {
    const isAlive = (): boolean => child.exitCode === null && child.signalCode === null;
    while (isAlive() && !texts.output.includes(text)) {
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  };
  return { child, finished, seen };
}
