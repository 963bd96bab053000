import { randomBytes } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import knexModule, { type Knex } from 'knex';
import type { DialectName } from '../../lib/dialect/dialect.ts';
import { findMysql, findPostgres, type Server } from './servers.ts';

/** A database of a test's own. */
export interface TestDatabase {
  readonly dialect: DialectName;
  /** Knex configuration without migrations; complete it and hand it to knex(). */
  readonly config: Knex.Config;
  /** The database as DATABASE_URL, for processes that a test spawns. */
  readonly url: string;
  /** Opens a Knex that `drop` closes. */
  connect(config?: Knex.Config): Knex;
  drop(): Promise<void>;
}

const all: readonly DialectName[] = ['sqlite', 'postgres', 'mysql'];

/** The dialects that this run tests: all, or those that the variable DIALECTS lists. */
const dialects: readonly DialectName[] = chooseDialects(process.env['DIALECTS']);

const servers = new Map<DialectName, Server | undefined>();

/** Starts what is not there; called once, before the first test. */
export async function startServers(): Promise<void> {
  if (dialects.includes('postgres')) servers.set('postgres', await findPostgres());
  if (dialects.includes('mysql')) servers.set('mysql', await findMysql());
  for (const [dialect, server] of servers) {
    if (server !== undefined) continue;
    const text = `no ${dialect} server: set STAIRWAY_${dialect.toUpperCase()}_URL or start Docker`;
    if (process.env['CI'] === 'true') throw new Error(`${text}; with CI=true nothing is skipped`);
    process.stdout.write(`${text}; its tests are skipped\n`);
  }
}

/** Stops what `startServers` started. */
export async function stopServers(): Promise<void> {
  await Promise.all([...servers.values()].map((server) => server?.stop()));
}

/**
 * Defines a suite once for each dialect of this run; where its server is missing the suite is
 * skipped, which `startServers` has said and CI refuses.
 */
export function describeEachDialect(
  title: string,
  body: (dialect: DialectName) => void,
  only: readonly DialectName[] = all,
): void {
  for (const dialect of dialects.filter((name) => only.includes(name))) {
    describe(`${title} [${dialect}]`, () => {
      before(function () {
        if (dialect !== 'sqlite' && servers.get(dialect) === undefined) this.skip();
      });
      body(dialect);
    });
  }
}

/** Makes an empty database that nobody else uses. */
export async function createDatabase(dialect: DialectName): Promise<TestDatabase> {
  if (dialect === 'sqlite') return createSqlite();
  const server = servers.get(dialect);
  if (server === undefined) throw new Error(`no ${dialect} server in this run`);
  const name = `stairway_${randomBytes(6).toString('hex')}`;
  const url = new URL(server.url);
  url.pathname = `/${name}`;
  const client = dialect === 'postgres' ? 'pg' : 'mysql2';
  await onServer(client, server, `create database ${name}`);
  return database(dialect, { client, connection: url.href }, url.href, () =>
    onServer(
      client,
      server,
      `drop database ${name}${dialect === 'postgres' ? ' with (force)' : ''}`,
    ),
  );
}

function createSqlite(): TestDatabase {
  const folder = mkdtempSync(join(tmpdir(), 'knex-stairway-sqlite-'));
  const filename = join(folder, 'test.sqlite3');
  return database(
    'sqlite',
    { client: 'better-sqlite3', connection: { filename }, useNullAsDefault: true },
    filename,
    () => rm(folder, { recursive: true, force: true }),
  );
}

function database(
  dialect: DialectName,
  config: Knex.Config,
  url: string,
  remove: () => Promise<void>,
): TestDatabase {
  const opened: Knex[] = [];
  return {
    dialect,
    config,
    url,
    connect(extra) {
      const knex = knexModule({ ...config, ...extra });
      opened.push(knex);
      return knex;
    },
    async drop() {
      await Promise.all(opened.map((knex) => knex.destroy()));
      await remove();
    },
  };
}

async function onServer(client: string, server: Server, sql: string): Promise<void> {
  const knex = knexModule({ client, connection: server.url });
  try {
    await knex.raw(sql);
  } finally {
    await knex.destroy();
  }
}

function chooseDialects(list: string | undefined): readonly DialectName[] {
  if (list === undefined || list === '') return all;
  const chosen = list.split(',').map((name) => name.trim());
  const unknown = chosen.filter((name) => !all.some((known) => known === name));
  if (unknown.length > 0) {
    throw new Error(`DIALECTS holds ${unknown.join(', ')}; known are ${all.join(', ')}`);
  }
  return all.filter((name) => chosen.includes(name));
}
