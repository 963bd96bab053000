import { expect } from 'chai';
import type { Knex } from 'knex';
import { migrate } from '../../lib/service/migrate.ts';
import type { MigrateEvent } from '../../lib/service/migrate-event.ts';
import type { MigrateOptions } from '../../lib/service/migrate-options.ts';
import { MigrateError } from '../../lib/service/service-error.ts';
import { createDatabase, describeEachDialect, type TestDatabase } from '../support/databases.ts';
import { caught } from '../support/migrations.ts';
import { sourceOf, type SparseMigration } from '../support/listed-source.ts';

const questions = {
  postgres:
    "select current_setting('lock_timeout') as lock, current_setting('statement_timeout') as statement",
  mysql:
    'select @@lock_wait_timeout as `lock`, /*M! @@max_statement_time */ /*!80000 @@max_execution_time / 1000e0 */ as statement',
  sqlite: 'pragma busy_timeout',
} as const;

describeEachDialect('the limits of statements', (dialect) => {
  let database: TestDatabase;
  let knex: Knex;
  beforeEach(async () => {
    database = await createDatabase(dialect);
    // One connection, so that what is asked afterwards is what the migrations had.
    knex = database.connect({ pool: { min: 1, max: 1 } });
  });
  afterEach(() => database.drop());

  const read = async (on: Knex): Promise<string> => {
    const result: unknown = await on.raw(questions[dialect]);
    const rows = Array.isArray(result) ? result.flat() : (result as { rows: unknown[] }).rows;
    return Object.values(rows[0] as object)
      .map(String)
      .join(' ');
  };
  const run = (migrations: Readonly<Record<string, SparseMigration>>, options: MigrateOptions) =>
    migrate(knex, { migrations: { migrationSource: sourceOf(migrations) }, ...options });

  it('hold for each migration, with a transaction or without, and end behind it', async () => {
    const before = await read(knex);
    const seen: string[] = [];
    const look = async (on: Knex): Promise<void> => void seen.push(await read(on));
    const options: MigrateOptions = {
      lockTimeout: '2s',
      ...(dialect !== 'sqlite' && { statementTimeout: '30s' }),
    };
    await run({ a: { up: look }, b: { up: look, config: { transaction: false } } }, options);
    const limits = { postgres: '2s 30s', mysql: '2 30', sqlite: '2000' }[dialect];
    expect(seen).to.deep.equal([limits, limits]);
    expect(await read(knex)).to.equal(before);
  });

  it('end a migration that does not get a table, which is tried again', async () => {
    await knex.schema.createTable('taken', (table) => void table.integer('id'));
    await run({}, {});
    const other = database.connect();
    const trx = await other.transaction();
    await trx('taken').insert({ id: 1 });
    const events: MigrateEvent[] = [];
    const up = (on: Knex) => on.schema.alterTable('taken', (table) => void table.integer('more'));
    const onProgress = (event: MigrateEvent): void => {
      events.push(event);
      if (event.type === 'migration-retry') void trx.rollback();
    };
    const lockTimeout = dialect === 'mysql' ? '1s' : '100ms';
    if (dialect === 'sqlite') {
      // The whole database is what is locked, so nobody gets as far as the migration.
      await knex.raw('pragma busy_timeout = 50');
      await caught(Error, () => run({ a: { up } }, { lockTimeout, lockWait: 0 }));
      await trx.rollback();
      return;
    }
    const { applied } = await run({ a: { up } }, { lockTimeout, onProgress });
    expect(applied).to.deep.equal(['a']);
    expect(events.map(({ type }) => type)).to.include('migration-retry');
  });

  it('give up after as many tries as they are told', async () => {
    await knex.schema.createTable('taken', (table) => void table.integer('id'));
    const trx = await database.connect().transaction();
    await trx('taken').insert({ id: 1 });
    const up = (on: Knex) => on.schema.alterTable('taken', (table) => void table.integer('more'));
    const lockTimeout = dialect === 'mysql' ? '1s' : '50ms';
    if (dialect === 'sqlite') await knex.raw('pragma busy_timeout = 50');
    const failed = (): Promise<unknown> => run({ a: { up } }, { lockTimeout, lockRetries: 0 });
    if (dialect === 'sqlite') {
      // The whole database is what is locked: nobody gets as far as the migration.
      expect((await caught(Error, failed)).message).to.include('database is locked');
    } else {
      expect((await caught(MigrateError, failed)).code).to.equal('E_MIGRATION_FAILED');
    }
    await trx.rollback();
  });
});
