import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import knexModule, { type Knex } from 'knex';
import { StairwayError } from '../../lib/errors.ts';
import { waitForDatabase, type Waiting } from '../../lib/service/wait-for-database.ts';
import { createDatabase, describeEachDialect, type TestDatabase } from '../support/databases.ts';
import { caught } from '../support/migrations.ts';
import {
  createEmbeddedPostgres,
  freePort,
  type EmbeddedPostgres,
} from '../../lib/testing/embedded-server.ts';

const password = 'hu$h/hu:h';

describe('waitForDatabase', () => {
  const opened: Knex[] = [];
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((knex) => knex.destroy()));
  });

  function open(config: Knex.Config): Knex {
    const knex = knexModule(config);
    opened.push(knex);
    return knex;
  }

  /** What a wait of a minute throws that must end before a second has passed. */
  async function hopelessOf(config: Knex.Config): Promise<StairwayError> {
    const waits: Waiting[] = [];
    const start = performance.now();
    const error = await caught(StairwayError, () =>
      waitForDatabase(open(config), { limitMs: 60_000, onWait: (waiting) => waits.push(waiting) }),
    );
    expect(performance.now() - start, error.message).to.be.below(1_000);
    expect(waits).to.deep.equal([]);
    expect(error.code).to.equal('E_DATABASE');
    expect(error.message).not.to.include(password);
    return error;
  }

  for (const client of ['pg', 'mysql2']) {
    const protocol = client === 'pg' ? 'postgres' : 'mysql';
    const url = (host: string, port: number): string =>
      `${protocol}://me:${encodeURIComponent(password)}@${host}:${port}/shop`;

    describe(`by ${client}`, () => {
      it('asks a refused port until the limit, and tells so once', async () => {
        const port = await freePort();
        const waits: Waiting[] = [];
        const start = performance.now();
        const error = await caught(StairwayError, () =>
          waitForDatabase(open({ client, connection: url('127.0.0.1', port) }), {
            limitMs: 1_000,
            onWait: (waiting) => waits.push(waiting),
          }),
        );
        expect(performance.now() - start).to.be.within(700, 1_300);
        expect(waits).to.deep.equal([
          {
            where: `me@127.0.0.1:${port}/shop`,
            reason: `takes no connections (connect ECONNREFUSED 127.0.0.1:${port})`,
            limitMs: 1_000,
          },
        ]);
        expect(error.problems[0]).to.include({ code: 'E_DATABASE_REFUSED' });
        expect(error.message).to.match(/did not answer within .*\(\d attempts\)/u);
        expect(error.message).not.to.include(password);
      });

      it('asks once without a limit, and says how to wait', async () => {
        const error = await caught(StairwayError, async () =>
          waitForDatabase(open({ client, connection: url('127.0.0.1', await freePort()) }), {
            limitMs: 0,
          }),
        );
        expect(error.problems[0]?.repair).to.include('migrate --wait 60s');
      });

      it('gives an unknown host up at once', async () => {
        const error = await hopelessOf({ client, connection: url('nowhere.invalid', 1) });
        expect(error.problems[0]).to.include({
          code: 'E_DATABASE_HOST',
          where: 'me@nowhere.invalid:1/shop',
        });
      });

      it('does not outlast its limit on a server that hangs, nor keeps its socket', async () => {
        const server = await hangingServer();
        const start = performance.now();
        const error = await caught(StairwayError, () =>
          waitForDatabase(open({ client, connection: url('127.0.0.1', server.port) }), {
            limitMs: 600,
          }),
        );
        expect(performance.now() - start).to.be.below(900);
        expect(error.problems[0]).to.include({ code: 'E_DATABASE_TIMEOUT' });
        expect(await server.close()).to.equal(0);
      });

      it('ends when it is told to', async () => {
        const server = await hangingServer();
        const stop = new AbortController();
        const reason = new Error('stopped');
        setTimeout(() => stop.abort(reason), 200);
        const start = performance.now();
        const error = await caught(Error, () =>
          waitForDatabase(open({ client, connection: url('127.0.0.1', server.port) }), {
            limitMs: 60_000,
            signal: stop.signal,
          }),
        );
        expect(error).to.equal(reason);
        expect(performance.now() - start).to.be.below(500);
        expect(await server.close()).to.equal(0);
      });
    });
  }

  describeEachDialect('on a server that runs', (dialect) => {
    let database: TestDatabase;
    beforeEach(async () => {
      database = await createDatabase(dialect);
    });
    afterEach(() => database?.drop());

    it('is over at once, and has left the pool alone', async () => {
      const knex = database.connect();
      expect(await waitForDatabase(knex, { limitMs: 5_000 })).to.include({ attempts: 1 });
      const { pool } = knex.client as { pool: { numUsed(): number; numFree(): number } };
      expect([pool.numUsed(), pool.numFree()]).to.deep.equal([0, 0]);
      await knex.raw('select 1');
    });

    it('asks a function for the connection, for each attempt anew', async () => {
      const { connection } = database.connect().client.config as Knex.Config;
      let calls = 0;
      const knex = database.connect({
        connection: () => {
          calls += 1;
          if (calls === 1) throw Object.assign(new Error('not yet'), { code: 'EAI_AGAIN' });
          const { password: own } = connection as { password?: string };
          // Knex hides the password from enumeration.
          const hidden = own === undefined ? {} : { password: own };
          return {
            ...(connection as Knex.ConnectionConfig),
            ...hidden,
            expirationChecker: () => false,
          };
        },
      });
      expect(await waitForDatabase(knex, { limitMs: 5_000 })).to.include({ attempts: 2 });
      expect(calls).to.equal(2);
    });
  });

  describeEachDialect(
    'on a server that has',
    (dialect) => {
      let database: TestDatabase;
      before(async () => {
        database = await createDatabase(dialect);
      });
      after(() => database?.drop());

      it('no such database, gives up at once', async () => {
        const config = { ...database.config, connection: `${database.url}_not` };
        const error = await hopelessOf(config);
        expect(error.problems[0]).to.include({
          code: 'E_DATABASE_MISSING',
          repair: 'Create it, or correct its name.',
        });
      });

      it('no such user, gives up at once', async () => {
        const url = new URL(database.url);
        url.username = 'nobody_at_all';
        url.password = encodeURIComponent(password);
        const error = await hopelessOf({ ...database.config, connection: url.href });
        expect(error.problems[0]).to.include({ code: 'E_DATABASE_LOGIN' });
      });
    },
    ['postgres', 'mysql'],
  );

  describe('on a server that starts late', () => {
    let server: EmbeddedPostgres;
    before(async function () {
      this.timeout(60_000);
      server = await createEmbeddedPostgres();
    });
    after(() => server?.remove());

    it('waits until it accepts queries, and tells a wrong password then', async () => {
      const knex = open({ client: 'pg', connection: server.url });
      const waits: Waiting[] = [];
      const waiting = waitForDatabase(knex, { limitMs: 30_000, onWait: (w) => waits.push(w) });
      setTimeout(() => void server.start(), 700);
      const { attempts, waitedMs } = await waiting;
      expect(attempts).to.be.within(3, 12);
      expect(waitedMs).to.be.above(700);
      expect(waits).to.have.length(1);
      await knex.raw('select 1');

      const wrong = server.url.replace(':postgres@', `:${encodeURIComponent(password)}@`);
      const error = await hopelessOf({ client: 'pg', connection: wrong });
      expect(error.problems[0]).to.include({ code: 'E_DATABASE_LOGIN' });
      const none = server.url.replace(':postgres@', '@');
      const missing = await hopelessOf({ client: 'pg', connection: none });
      expect(missing.problems[0]).to.include({ code: 'E_DATABASE_LOGIN' });
    });
  });

  describe('by better-sqlite3', () => {
    let folder: string;
    before(() => {
      folder = mkdtempSync(join(tmpdir(), 'knex-stairway-wait-'));
      mkdirSync(join(folder, 'folder.sqlite3'));
      writeFileSync(join(folder, 'text.sqlite3'), 'this is a text, and not a database at all');
    });
    after(() => rmSync(folder, { recursive: true, force: true }));

    for (const [title, file] of [
      ['a folder that is missing', 'nowhere/dev.sqlite3'],
      ['what is a folder', 'folder.sqlite3'],
      ['what is no database', 'text.sqlite3'],
    ] as const) {
      it(`gives up at once on ${title}`, async () => {
        const filename = join(folder, file);
        const error = await hopelessOf({
          client: 'better-sqlite3',
          connection: { filename },
          useNullAsDefault: true,
        });
        expect(error.problems[0]).to.include({ code: 'E_DATABASE_FILE', where: filename });
      });
    }
  });
});

/** Takes connections, reads what comes, and never answers. */
async function hangingServer(): Promise<{ port: number; close(): Promise<number> }> {
  const server: Server = createServer((socket) => socket.on('error', () => {}).resume());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const connections = (): Promise<number> =>
    new Promise((resolve, reject) =>
      server.getConnections((error, n) => (error === null ? resolve(n) : reject(error))),
    );
  return {
    port: (server.address() as AddressInfo).port,
    /** @returns how many connections were still there */
    async close() {
      await new Promise((resolve) => setTimeout(resolve, 50));
      const left = await connections();
      server.close();
      return left;
    },
  };
}
