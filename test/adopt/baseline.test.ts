import { expect } from 'chai';
import type { Knex } from 'knex';
import type { DialectName } from '../../lib/dialect/dialect.ts';
import { EpochMigrationSource } from '../../lib/migration/epoch-migration-source.ts';
import { tryBaseline } from '../support/baselines.ts';
import { createDatabase, describeEachDialect, type TestDatabase } from '../support/databases.ts';
import { mysqlSchema } from '../support/mysql-changes.ts';
import { postgresSchema } from '../support/postgres-changes.ts';
import { sqliteSchema } from '../support/sqlite-changes.ts';
import { fileURLToPath } from 'node:url';

const schemas: Readonly<Record<DialectName, string>> = {
  postgres: postgresSchema,
  mysql: mysqlSchema,
  sqlite: sqliteSchema,
};

describeEachDialect('writeBaseline', (dialect) => {
  const databases: TestDatabase[] = [];
  afterEach(() => Promise.all(databases.splice(0).map((database) => database.drop())));
  const make = async (): Promise<TestDatabase> => {
    const database = await createDatabase(dialect);
    databases.push(database);
    return database;
  };

  for (const conventions of [{}, false] as const) {
    const word = conventions === false ? 'on plain Knex' : 'under the conventions';

    it(`makes one of each kind of object again, ${word}`, async () => {
      const old = (await make()).connect();
      await send(old, schemas[dialect]);
      const trial = await tryBaseline(old, await make(), conventions);
      expect(trial.differences, trial.text).to.deep.equal([]);
      expect(trial.traces, trial.text).to.deep.equal([]);
    });

    it(`makes what plain Knex has made again, ${word}`, async () => {
      const old = (await make()).connect({ log: { warn: () => {} } });
      await buildPlain(old);
      const trial = await tryBaseline(old, await make(), conventions);
      expect(trial.differences, trial.text).to.deep.equal([]);
      expect(trial.traces, trial.text).to.deep.equal([]);
    });
  }

  it('makes the example again, comments and all', async () => {
    const directory = fileURLToPath(new URL('../../example/migrations', import.meta.url));
    const old = (await make()).connect({
      migrations: { migrationSource: new EpochMigrationSource({ directory }) },
    });
    await old.migrate.latest();
    const trial = await tryBaseline(old, await make());
    expect(trial.differences, trial.text).to.deep.equal([]);
    expect(trial.traces, trial.text).to.deep.equal([]);
    expect(trial.leftOut).to.deep.equal([]);
    expect(trial.before.tables.length).to.be.above(4);
    expect(trial.text).not.to.include('uncommented');
  });
});

/** Statement by statement for MySQL and SQLite, whose drivers take one. */
async function send(knex: Knex, sql: string): Promise<void> {
  if ((knex.client as { dialect: string }).dialect === 'postgresql') {
    await knex.raw(sql);
    return;
  }
  for (const statement of sql.split(/;\s*\n/u))
    if (statement.trim() !== '') await knex.raw(statement);
}

/** What years of Knex leave: names of its own, circles, defaults, enums, a self-reference. */
async function buildPlain(knex: Knex): Promise<void> {
  await knex.schema.createTable('user', (table) => {
    table.increments('id');
    table.string('email', 120).notNullable().unique();
    table.string('name').defaultTo('nobody');
    table.enu('role', ['admin', 'member']).defaultTo('member');
    table.boolean('active').notNullable().defaultTo(true);
    table.integer('manager_id').unsigned().references('id').inTable('user').onDelete('SET NULL');
    table.decimal('balance', 10, 2).defaultTo(0);
    table.timestamp('created_at').notNullable().defaultTo(knex.fn.now());
    table.json('payload');
  });
  await knex.schema.createTable('zebra_order', (table) => {
    table.bigIncrements('id');
    table
      .integer('user_id')
      .unsigned()
      .notNullable()
      .references('id')
      .inTable('user')
      .onDelete('CASCADE');
    table.date('day');
    table.text('note');
    table.index(['user_id', 'day'], 'idx_of_mine');
  });
  await knex.schema.createTable('audit', (table) => {
    table.integer('order_id').notNullable();
    table.string('kind', 10).notNullable();
    table.bigInteger('zebra_id').unsigned().references('id').inTable('zebra_order');
    table.primary(['order_id', 'kind']);
  });
}
