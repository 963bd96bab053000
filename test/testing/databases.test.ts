import { existsSync } from 'node:fs';
import { expect } from 'chai';
import knexModule, { type Knex } from 'knex';
import type { DialectName } from '../../lib/dialect/dialect.ts';
import {
  mysql,
  postgres,
  sqlite,
  type ThrowawayDatabase,
  type ThrowawayDatabases,
} from '../../lib/testing.ts';
import { OptionsError } from '../../lib/errors.ts';
import { caught } from '../support/migrations.ts';
import { describeEachDialect } from '../support/databases.ts';
import { spawnHolder } from '../support/spawn-holder.ts';

const kinds: Readonly<Record<DialectName, () => ThrowawayDatabases>> = { postgres, mysql, sqlite };

describeEachDialect('throw-away databases', (dialect) => {
  const databases = kinds[dialect]();

  it('are made empty, and gone when they are dropped', async () => {
    const database = await databases.create();
    await using(database, async (knex) => {
      await knex.schema.createTable('t', (table) => void table.increments());
      expect(await exists(dialect, database.url)).to.equal(true);
    });
    await database.drop();
    await database.drop();
    expect(await exists(dialect, database.url)).to.equal(false);
  });

  it('cannot be changed', async () => {
    const database = await databases.create();
    expect([databases, database].filter((each) => !Object.isFrozen(each))).to.deep.equal([]);
    await database.drop();
  });

  it('do not meet, ten at a time', async () => {
    const ten = await Promise.all(Array.from({ length: 10 }, () => databases.create()));
    try {
      expect(new Set(ten.map(({ url }) => url)).size).to.equal(10);
      const seen = await Promise.all(
        ten.map((database) =>
          using(database, async (knex) => {
            await knex.schema.createTable('t', (table) => void table.string('url'));
            await knex('t').insert({ url: database.url });
            return knex('t').pluck('url');
          }),
        ),
      );
      expect(seen).to.deep.equal(ten.map(({ url }) => [url]));
    } finally {
      await Promise.all(ten.map((database) => database.drop()));
    }
    const left = await Promise.all(ten.map(({ url }) => exists(dialect, url)));
    expect(left.filter(Boolean)).to.deep.equal([]);
  });

  it('run the configuration of a project, all but its address', async () => {
    const project: Knex.Config = {
      ...(await databases.create().then(async (other) => (await other.drop(), other.config))),
      searchPath: ['app', 'public'],
      migrations: { tableName: 'steps' },
      wrapIdentifier: (name, wrap) => wrap(`x_${name}`),
    };
    const database = await databases.create(project);
    try {
      const { connection: _own, pool: _pool, ...rest } = database.config;
      const { connection: _theirs, pool: _their, ...asked } = project;
      expect(rest).to.deep.equal(asked);
      await using(database, async (knex) => {
        await knex.raw('create table x_t (x_a int)');
        await knex('t').insert({ a: 1 });
      });
    } finally {
      await database.drop();
    }
  });

  // Of SQLite none is made before that is known.
  if (dialect !== 'sqlite') {
    it('are dropped where the project is of another kind', async () => {
      const before = await databases.create();
      await caught(OptionsError, () => databases.create({ client: 'better-sqlite3' }));
      const behind = await databases.create();
      try {
        // They are counted: one was made between the two.
        const [first, last] = [before, behind].map(({ url }) => Number(/\d+$/u.exec(url)?.[0]));
        expect(last).to.equal(Number(first) + 2);
        const between = before.url.replace(/\d+$/u, String(Number(first) + 1));
        expect(await exists(dialect, between)).to.equal(false);
      } finally {
        await Promise.all([before.drop(), behind.drop()]);
      }
    });
  }

  it('are dropped under a transaction that hangs', async () => {
    const database = await databases.create();
    const knex = knexModule({ ...database.config, log: { warn: () => {} } });
    await knex.schema.createTable('t', (table) => void table.integer('a'));
    const trx = await knex.transaction();
    await trx('t').insert({ a: 1 });
    await database.drop();
    expect(await exists(dialect, database.url)).to.equal(false);
    await trx.rollback().catch(() => {});
    await knex.destroy();
  });

  it('of a process that was killed are dropped by the next start, and of no other', async function () {
    this.timeout(30_000);
    const [killed, living] = await Promise.all([spawnHolder(dialect), spawnHolder(dialect)]);
    await killed.end('SIGKILL');
    expect(await exists(dialect, killed.url)).to.equal(true);
    const next = await spawnHolder(dialect);
    expect(await exists(dialect, killed.url), 'of the killed').to.equal(false);
    expect(await exists(dialect, living.url), 'of the living').to.equal(true);
    await Promise.all([living.end(), next.end()]);
    expect(await exists(dialect, living.url)).to.equal(false);
    expect(await exists(dialect, next.url)).to.equal(false);
  });

  it('are dropped when a signal ends the process', async () => {
    const holder = await spawnHolder(dialect);
    await holder.end('SIGTERM');
    expect(await exists(dialect, holder.url)).to.equal(false);
  });

  it('are so beside a package that waits for others at a signal, as testcontainers does', async () => {
    const holder = await spawnHolder(dialect, { NODE_OPTIONS: '--import testcontainers' });
    await holder.end('SIGINT');
    expect(await exists(dialect, holder.url)).to.equal(false);
  });
});

async function using<T>(
  { config }: ThrowawayDatabase,
  work: (knex: Knex) => Promise<T>,
): Promise<T> {
  const knex = knexModule(config);
  try {
    return await work(knex);
  } finally {
    await knex.destroy();
  }
}

/** Asks the server itself. */
async function exists(dialect: DialectName, url: string): Promise<boolean> {
  if (dialect === 'sqlite') return existsSync(url);
  const name = new URL(url).pathname.slice(1);
  const home = new URL(url);
  home.pathname = dialect === 'postgres' ? '/postgres' : '/';
  const client = dialect === 'postgres' ? 'pg' : 'mysql2';
  const knex = knexModule({ client, connection: home.href });
  try {
    const found: unknown[] =
      dialect === 'postgres'
        ? await knex('pg_database').where('datname', name)
        : await knex('information_schema.schemata').where('schema_name', name);
    return found.length > 0;
  } finally {
    await knex.destroy();
  }
}
