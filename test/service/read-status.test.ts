import { hostname } from 'node:os';
import { expect } from 'chai';
import type { Knex } from 'knex';
import { EpochMigrationSource, readCatalog } from '../../lib/index.ts';
import { migrate } from '../../lib/service/migrate.ts';
import { readStatus } from '../../lib/service/read-status.ts';
import { createDatabase, describeEachDialect, type TestDatabase } from '../support/databases.ts';

type Up = (knex: Knex) => Promise<unknown>;

describeEachDialect('readStatus', (dialect) => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await createDatabase(dialect);
  });
  afterEach(() => database?.drop());

  function open(ups: Readonly<Record<string, Up>>, outside: readonly string[] = []): Knex {
    const modules = Object.fromEntries(
      Object.entries(ups).map(([name, up]) => [
        `${name}.js`,
        {
          up: async (knex: Knex): Promise<void> => void (await up(knex)),
          down: async (): Promise<void> => {},
          config: { transaction: !outside.includes(name) },
        },
      ]),
    );
    return database.connect({
      migrations: { migrationSource: new EpochMigrationSource({ modules }) },
    });
  }

  const nothing: Up = async () => {};

  it('reads an empty database, and leaves it empty', async () => {
    const knex = open({ '1728372261_a': nothing });
    expect(await readStatus(knex)).to.deep.equal({
      applied: [],
      pending: [{ name: '1728372261_a', message: '', isOutOfOrder: false }],
      halfApplied: null,
      lock: { state: 'free' },
      problems: [],
    });
    expect((await readCatalog(knex)).tables).to.deep.equal([]);
    expect(await knex.schema.hasTable('knex_migrations')).to.equal(false);
  });

  it('reads what plain Knex has recorded, past the mappers of the project', async () => {
    const knex = open({ '1728372261_a': nothing, '1728372272_b': nothing });
    await knex.migrate.up();
    const mapped = database.connect({
      migrations: knex.client.config.migrations as Knex.MigratorConfig,
      wrapIdentifier: (name, quote) => quote(name.toUpperCase()),
      postProcessResponse: () => 'nothing',
    });
    const { applied, pending } = await readStatus(mapped);
    expect(applied.map(({ name, batch }) => [name, batch])).to.deep.equal([['1728372261_a', 1]]);
    expect(pending.map(({ name }) => name)).to.deep.equal(['1728372272_b']);
  });

  for (const [outOfOrder, isTold, problems] of [
    ['error', true, ['E_OUT_OF_ORDER 1728372261_a']],
    ['warn', true, []],
    ['allow', false, []],
  ] as const) {
    it(`tells what is older than what is applied as the source minds it (${outOfOrder})`, async () => {
      const module = { up: nothing, down: nothing } as unknown as Knex.Migration;
      const sourceOf = (...files: readonly string[]): EpochMigrationSource =>
        new EpochMigrationSource({
          modules: Object.fromEntries(files.map((file) => [file, module])),
          outOfOrder,
        });
      const knexOf = (migrationSource: EpochMigrationSource): Knex =>
        database.connect({ migrations: { migrationSource } });
      await knexOf(sourceOf('1728372272_b.js')).migrate.latest();
      const status = await readStatus(knexOf(sourceOf('1728372261_a.js', '1728372272_b.js')));
      expect(status.pending.map(({ isOutOfOrder }) => isOutOfOrder)).to.deep.equal([isTold]);
      expect(status.problems.map(({ code, where }) => `${code} ${where}`)).to.deep.equal(problems);
    });
  }

  it('tells who holds the lock, and that nothing is half applied while they work', async () => {
    const begun = deferred();
    const end = deferred();
    const waiting: Up = async () => {
      begun.resolve();
      await end.promise;
    };
    const running = migrate(open({ '1728372261_a': waiting }, ['1728372261_a']));
    await begun.promise;
    const { lock, halfApplied } = await readStatus(open({ '1728372261_a': nothing }));
    end.resolve();
    await running;
    expect(halfApplied).to.equal(null);
    expect(lock).to.deep.include({ state: 'held', host: hostname(), pid: process.pid });
    expect((await readStatus(open({ '1728372261_a': nothing }))).lock).to.deep.equal({
      state: 'free',
    });
  });

  it('tells which migration is half applied', async () => {
    const fails: Up = async (knex) => {
      await knex.raw('create table half (id integer)');
      throw new Error('in the middle');
    };
    const knex = open({ '1728372261_a': fails }, ['1728372261_a']);
    await migrate(knex).catch(() => {});
    const { halfApplied, applied } = await readStatus(knex);
    expect(applied).to.deep.equal([]);
    expect(halfApplied).to.deep.include({
      name: '1728372261_a',
      host: hostname(),
      pid: process.pid,
    });
  });

  it('tells a lock that a plain Knex has set', async () => {
    const knex = open({ '1728372261_a': nothing });
    await knex.migrate.latest();
    await knex('knex_migrations_lock').update({ is_locked: 1 });
    expect((await readStatus(knex)).lock).to.deep.equal({ state: 'set-by-knex' });
  });

  it('looks in the schema and the table that migrations name', async () => {
    const knex = open({ '1728372261_a': nothing });
    const tableName = 'history';
    const schemaName = dialect === 'postgres' ? 'books' : undefined;
    if (schemaName !== undefined) await knex.raw('create schema books');
    const migrations = {
      ...(knex.client.config.migrations as Knex.MigratorConfig),
      tableName,
      ...(schemaName === undefined ? {} : { schemaName }),
    };
    const other = database.connect({ migrations });
    await migrate(other);
    expect((await readStatus(other)).applied).to.have.length(1);
    expect((await readStatus(knex)).applied).to.have.length(0);
  });
});

/** Promise.withResolvers, which Node 20 lacks. */
function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve: () => void = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
