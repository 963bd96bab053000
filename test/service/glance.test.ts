import { createRequire } from 'node:module';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Knex } from 'knex';
import { OptionsError } from '../../lib/errors.ts';
import { guessDriver } from '../../lib/service/glance-driver.ts';
import { glance } from '../../lib/service/glance.ts';
import { migrate } from '../../lib/service/migrate.ts';
import { createDatabase, describeEachDialect, type TestDatabase } from '../support/databases.ts';
import { sourceOf } from '../support/listed-source.ts';
import { caught, useProjects } from '../support/migrations.ts';
import { root } from '../support/project.ts';

const path = join(root, 'knexfile.js');
const names = ['a', 'b'];
const migrationSource = sourceOf({ a: {}, b: {} });

describeEachDialect(
  'glance',
  (dialect) => {
    let database: TestDatabase;
    let knex: Knex;
    beforeEach(async () => {
      database = await createDatabase(dialect);
      knex = database.connect();
      await migrate(knex, { migrations: { migrationSource } });
    });
    afterEach(() => database.drop());

    const see = (changes: Partial<Knex.Config> = {}, listed = names) =>
      glance({ config: { ...database.config, ...changes }, path }, listed);

    it('counts what is recorded where that is all there is', async () => {
      expect(await see()).to.equal(2);
      expect(await see({}, ['b', 'a']), 'in another order').to.equal(2);
      const url = glance(
        { config: { client: database.config.client!, connection: database.url }, path },
        names,
      );
      // Knex takes the text of a MySQL connection apart by itself.
      expect(await url).to.equal(dialect === 'postgres' ? 2 : undefined);
    });

    it('knows the tables by the names of the configuration', async () => {
      const migrations = { tableName: 'Applied', migrationSource };
      expect(await see({ migrations })).to.equal(undefined);
      await migrate(database.connect(), { migrations });
      expect(await see({ migrations })).to.equal(2);
      const { database: schema } = database.config.connection as { database: string };
      const schemaName = dialect === 'postgres' ? 'public' : schema;
      expect(await see({ migrations: { ...migrations, schemaName } })).to.equal(2);
      expect(await see({ migrations: { tableName: 'x.Applied' } })).to.equal(undefined);
    });

    it('leaves to migrate what is pending, and what is recorded and gone', async () => {
      expect(await see({}, [...names, 'c'])).to.equal(undefined);
      expect(await see({}, ['a'])).to.equal(undefined);
      await knex.schema.dropTable('knex_migrations');
      expect(await see()).to.equal(undefined);
    });

    it('leaves to migrate the lock of a run that is at work or dead', async () => {
      await knex('knex_migrations_lock').update({ is_locked: 7 });
      expect(await see()).to.equal(undefined);
      // That of a plain Knex is none of our business where there is nothing to do.
      await knex('knex_migrations_lock').update({ is_locked: 1 });
      expect(await see()).to.equal(2);
    });

    it('leaves to migrate what Knex does to a connection, and what the options ask for', async () => {
      const { connection } = database.config;
      const configs: Partial<Knex.Config>[] = [
        { searchPath: ['other'] },
        { connection: { ...(connection as object), searchPath: ['other'] } as object },
        { pool: { afterCreate: (_: unknown, done: () => void) => done() } },
        { connection: () => connection as Knex.StaticConnectionConfig },
        { client: (knex.client as object).constructor as typeof Knex.Client },
        { client: 'cockroachdb' },
      ];
      for (const config of configs) expect(await see(config)).to.equal(undefined);
      const aborted = AbortSignal.abort(new Error('enough'));
      for (const options of [
        { to: 'a' },
        { resume: 'a' },
        { markApplied: 'a' },
        { signal: aborted },
      ])
        expect(await glance({ config: database.config, path }, names, options)).to.equal(undefined);
      const wrong = glance({ config: database.config, path }, names, { wait: 'long' });
      await caught(OptionsError, () => wrong);
    });

    it('waits two seconds for a server that does not answer, or until it is stopped', async () => {
      const server = createServer(() => {}).listen(0, '127.0.0.1');
      await new Promise((resolve) => server.once('listening', resolve));
      const { port } = server.address() as AddressInfo;
      const connection = { ...(database.config.connection as object), host: '127.0.0.1', port };
      const start = performance.now();
      expect(await see({ connection })).to.equal(undefined);
      expect(performance.now() - start).to.be.within(1_900, 4_000);
      const controller = new AbortController();
      setTimeout(() => controller.abort(), 100);
      const { signal } = controller;
      const config = { ...database.config, connection };
      expect(await glance({ config, path }, names, { signal })).to.equal(undefined);
      expect(performance.now() - start).to.be.below(6_000);
      server.close();
    });
  },
  ['postgres', 'mysql'],
);

describe('glance [sqlite]', () => {
  it('leaves it to migrate, as there is no server to ask', async () => {
    const config = { client: 'better-sqlite3', connection: { filename: ':memory:' } };
    expect(await glance({ config, path }, [])).to.equal(undefined);
  });
});

describe('guessDriver', () => {
  const createProject = useProjects();
  const index = (name: string): string => `node_modules/${name}/index.js`;

  /** The drivers that are loaded for a knexfile in a project that has both. */
  function loadedFor(text: string, packages = ['knex', 'pg', 'mysql2']): string[] {
    const files = Object.fromEntries(packages.map((name) => [index(name), '']));
    const { folder } = createProject({ ...files, 'knexfile.ts': text });
    guessDriver(join(folder, 'knexfile.ts'));
    const { cache } = createRequire(import.meta.url);
    return packages.filter((name) => cache[join(folder, index(name))] !== undefined);
  }

  it('loads the one that the text of a knexfile names', () => {
    expect(loadedFor(`export default { client: 'pg', connection };`)).to.deep.equal(['pg']);
    expect(loadedFor('{ "client": "mysql2" }')).to.deep.equal(['mysql2']);
    expect(loadedFor(`{ a: { client: 'pg' }, b: { client: 'postgresql' } }`)).to.deep.equal(['pg']);
  });

  it('loads none where it names several, one that is opened by Knex, or none', () => {
    expect(loadedFor(`{ a: { client: 'pg' }, b: { client: 'mysql2' } }`)).to.deep.equal([]);
    expect(loadedFor(`{ a: { client: 'better-sqlite3' }, b: { client: 'pg' } }`)).to.deep.equal([]);
    expect(loadedFor('{ client: process.env.CLIENT }')).to.deep.equal([]);
  });

  it('says nothing of a driver or a knexfile that is not there', () => {
    expect(loadedFor(`{ client: 'pg' }`, ['knex'])).to.deep.equal([]);
    guessDriver(join(root, 'no-such-knexfile.ts'));
  });
});
