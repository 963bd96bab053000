import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import knexModule, { type Knex } from 'knex';
import { findServer } from '../lib/testing/find-server.ts';
import { contest } from './contest.ts';
import type { Built, Row } from './row.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
const run = promisify(execFile);

/** The service beside knex.migrate.latest() and the `knex` command, on PostgreSQL. */
export default async function service(built: Built): Promise<readonly Row[]> {
  const server = await findServer('postgres', {});
  const home = mkdtempSync(join(tmpdir(), 'knex-stairway-bench-'));
  // The nearest package.json says what a .js is.
  writeFileSync(join(home, 'package.json'), '{"type": "module"}');
  try {
    const rows: Row[] = [];
    for (const count of [100, 1_000, 5_000])
      rows.push(...(await noOp(built, server.url, home, count)));
    rows.push(...(await fresh(built, server.url, home, 400)));
    rows.push(...(await processes(server.url, home)));
    return rows;
  } finally {
    rmSync(home, { recursive: true, force: true });
    await server.stop();
  }
}

/** Nothing is pending: against Knex, and against the least that would find it out. */
async function noOp(built: Built, server: string, home: string, count: number): Promise<Row[]> {
  const directory = writeMigrations(join(home, `noop-${count}`), count);
  return withDatabase(server, async (url) => {
    const knex = open(built, url, directory);
    await record(knex, directory);
    const floor = async (): Promise<void> => {
      const names = readdirSync(directory).sort();
      const rows = (await knex('knex_migrations').select('name')) as { name: string }[];
      const applied = new Set(rows.map(({ name }) => `${name}.js`));
      if (names.some((name) => !applied.has(name))) throw new Error('something is pending');
    };
    const times = await contest(
      { ours: () => built.migrate(knex), knex: () => knex.migrate.latest(), floor },
      { warmUps: 5, rounds: count > 1_000 ? 21 : 41 },
    );
    await knex.destroy();
    const workload = `nothing pending, ${count.toLocaleString('en')} applied`;
    const { ours } = times;
    return [
      {
        workload,
        ours,
        peer: times.knex,
        peerName: 'migrate.latest',
        goal: { atMostTimes: count >= 5_000 ? 0.1 : 1 },
      },
      {
        workload,
        ours,
        peer: times.floor,
        peerName: 'readdir, sort, select, Set',
        goal: { atMostTimes: count >= 5_000 ? 1.5 : 3 },
      },
    ];
  });
}

/** Records all as applied, as if each had been run. */
async function record(knex: Knex, directory: string): Promise<void> {
  // Makes the tables, and finds nothing to do.
  await knex.migrate.latest({ migrationSource: none });
  const rows = readdirSync(directory).map((file) => ({
    name: file.replace('.js', ''),
    batch: 1,
    migration_time: new Date(),
  }));
  await knex.batchInsert('knex_migrations', rows, 1_000);
}

const none: Knex.MigrationSource<string> = {
  getMigrations: async () => [],
  getMigrationName: String,
  getMigration: () => Promise.reject(new Error('there is none')),
};

/**
 * All is pending on a fresh database: against what Knex does by default, all in one transaction, for
 * which the disk is waited once; and against a Knex that is told to commit each, as ours does.
 */
async function fresh(built: Built, server: string, home: string, count: number): Promise<Row[]> {
  const directory = writeMigrations(join(home, `fresh-${count}`), count);
  const each = writeMigrations(join(home, `each-${count}`), count, ownTransaction);
  const apply =
    (how: (knex: Knex) => Promise<unknown>, from = directory) =>
    (): Promise<number> =>
      withDatabase(server, async (url) => {
        const knex = open(built, url, from);
        const start = performance.now();
        await how(knex);
        const ms = performance.now() - start;
        await knex.destroy();
        return ms;
      });
  const times = await contest(
    {
      ours: apply((on) => built.migrate(on)),
      single: apply((on) => built.migrate(on, { singleTransaction: true })),
      knex: apply((on) => on.migrate.latest()),
      knexEach: apply((on) => on.migrate.latest({ disableTransactions: true }), each),
    },
    { warmUps: 1, rounds: 5, clock: 'contestant' },
  );
  const goal = { atMostTimes: 1 };
  const inOne = { peer: times.knex, peerName: 'migrate.latest', goal };
  const inEach = { peer: times.knexEach, peerName: 'migrate.latest, a transaction each', goal };
  const workload = `apply ${count} on a fresh database`;
  return [
    { workload: `${workload}, a transaction each`, ours: times.ours, ...inOne },
    { workload: `${workload}, a transaction each`, ours: times.ours, ...inEach },
    { workload: `${workload}, one transaction`, ours: times.single, ...inOne },
  ];
}

/** Nothing is pending, as whole processes: what a replica costs that starts for nothing. */
async function processes(server: string, home: string): Promise<Row[]> {
  const directory = writeMigrations(join(home, 'process/migrations'), 100);
  const folder = dirname(directory);
  writeFileSync(join(folder, 'package.json'), '{"type": "module"}');
  mkdirSync(join(folder, 'node_modules'));
  for (const name of ['knex', 'pg', 'tsx']) {
    symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name), 'junction');
  }
  symlinkSync(root, join(folder, 'node_modules/knex-stairway'), 'junction');
  return withDatabase(server, async (url) => {
    const recorded = knexModule({ client: 'pg', connection: url });
    await record(recorded, directory);
    await recorded.destroy();
    const text = `import { EpochMigrationSource } from 'knex-stairway';
export default {
  client: 'pg',
  connection: ${JSON.stringify(url)},
  migrations: { migrationSource: new EpochMigrationSource({ directory: './migrations', conventions: false }) },
};\n`;
    writeFileSync(join(folder, 'knexfile.js'), text);
    writeFileSync(join(folder, 'knexfile.ts'), text);
    const query = `import pg from 'pg';
const client = new pg.Client(${JSON.stringify(url)});
await client.connect();
await client.query('select 1');
await client.end();\n`;
    writeFileSync(join(folder, 'query.js'), query);
    const node =
      (...args: string[]) =>
      async (): Promise<void> =>
        void (await run(process.execPath, args, { cwd: folder }));
    const main = join(root, 'dist/cli/main.js');
    const cli = 'node_modules/knex/bin/cli.js';
    const times = await contest(
      {
        js: node(main, 'migrate', '--knexfile', 'knexfile.js'),
        ts: node(main, 'migrate', '--knexfile', 'knexfile.ts'),
        query: node('query.js'),
        tsx: node('--import', 'tsx', '-e', '0'),
        knexJs: node(cli, 'migrate:latest', '--knexfile', 'knexfile.js'),
        knexTs: node('--import', 'tsx', cli, 'migrate:latest', '--knexfile', 'knexfile.ts'),
      },
      { warmUps: 2, rounds: 11 },
    );
    const { js, ts } = times;
    const rows: readonly (readonly [string, number, number, string, number])[] = [
      ['process, nothing pending, .js', js, times.query, 'node, pg, one query', 1.5],
      ['process, nothing pending, .js', js, times.knexJs, 'knex migrate:latest', 1],
      ['process, nothing pending, .ts', ts, times.tsx, 'node --import tsx -e 0', 1.4],
      ['process, nothing pending, .ts', ts, times.knexTs, 'knex migrate:latest', 1],
    ];
    return rows.map(([workload, ours, peer, peerName, atMostTimes]) => ({
      workload,
      ours,
      peer,
      peerName,
      goal: { atMostTimes },
    }));
  });
}

function open(built: Built, connection: string, directory: string): Knex {
  const migrationSource = new built.EpochMigrationSource({ directory, conventions: false });
  return knexModule({ client: 'pg', connection, migrations: { migrationSource } });
}

/** With which Knex gives a migration a transaction where it is told to give none. */
const ownTransaction = 'export const config = { transaction: true };\n';

/** @returns the folder */
function writeMigrations(folder: string, count: number, head = ''): string {
  mkdirSync(folder, { recursive: true });
  const text = `/** A step of the bench */
${head}export const up = (knex) => knex.raw('select 1');
export const down = async () => {};\n`;
  for (let index = 0; index < count; index += 1) {
    writeFileSync(join(folder, `${1_500_000_000 + index * 61}_step_${index}.js`), text);
  }
  return folder;
}

async function withDatabase<T>(server: string, use: (url: string) => Promise<T>): Promise<T> {
  const admin = knexModule({ client: 'pg', connection: server });
  const name = `stairway_bench_${process.pid}_${Date.now()}`;
  const url = new URL(server);
  url.pathname = `/${name}`;
  await admin.raw(`create database ${name}`);
  try {
    return await use(url.href);
  } finally {
    await admin.raw(`drop database ${name} with (force)`);
    await admin.destroy();
  }
}
