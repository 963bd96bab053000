import knexModule, { type Knex } from 'knex';
import type { DialectName } from '../../lib/dialect/dialect.ts';
import { messageOf } from '../../lib/errors.ts';
import { mysql, postgres, sqlite } from '../../lib/testing/databases.ts';
import { openServer, type OpenServer } from '../../lib/testing/open-server.ts';

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

/** Kept from the first test to the last. */
const servers = new Map<DialectName, OpenServer>();

/** Starts what is not there; called once, before the first test. */
export async function startServers(): Promise<void> {
  for (const dialect of ['postgres', 'mysql'] as const) {
    if (!dialects.includes(dialect)) continue;
    try {
      servers.set(dialect, await openServer(dialect, {}));
    } catch (error) {
      if (process.env['CI'] === 'true') throw error;
      process.stdout.write(`${messageOf(error)}\n\nThe tests of ${dialect} are skipped.\n`);
    }
  }
}

/** Lets go of what `startServers` started. */
export function stopServers(): void {
  for (const server of servers.values()) server.release();
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
        if (dialect !== 'sqlite' && !servers.has(dialect)) this.skip();
      });
      body(dialect);
    });
  }
}

/** Makes an empty database that nobody else uses. */
export async function createDatabase(dialect: DialectName): Promise<TestDatabase> {
  const { config, url, drop } = await { postgres, mysql, sqlite }[dialect]().create();
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
      await drop();
    },
  };
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
