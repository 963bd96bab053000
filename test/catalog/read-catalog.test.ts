import { expect } from 'chai';
import knexModule, { type Knex } from 'knex';
import type { Catalog } from '../../lib/catalog/catalog.ts';
import { readCatalog } from '../../lib/catalog/read-catalog.ts';
import { OptionsError } from '../../lib/errors.ts';
import { withConventions } from '../../lib/schema/with-conventions.ts';
import { createDatabase, describeEachDialect, type TestDatabase } from '../support/databases.ts';
import { caught } from '../support/migrations.ts';
import { runAll } from '../support/run-all.ts';
import { schemas } from '../support/schema-changes.ts';

describeEachDialect('readCatalog', (dialect) => {
  let database: TestDatabase;
  let knex: Knex;
  let catalog: Catalog;
  before(async () => {
    database = await createDatabase(dialect);
    knex = database.connect();
    await runAll(knex, schemas[dialect]);
    catalog = await readCatalog(knex);
  });
  after(() => database?.drop());

  it('reads twice the same', async () => {
    expect(await readCatalog(knex)).to.deep.equal(catalog);
    expect(JSON.stringify(await readCatalog(knex))).to.equal(JSON.stringify(catalog));
  });

  it('freezes all that it returns', () => {
    const thawed: unknown[] = [];
    const visit = (value: unknown): void => {
      if (typeof value !== 'object' || value === null) return;
      if (!Object.isFrozen(value)) thawed.push(value);
      Object.values(value).forEach(visit);
    };
    visit(catalog);
    expect(thawed).to.deep.equal([]);
  });

  it('passes by the mappers of the project, in a transaction and a wrapped Knex too', async () => {
    const mapped = database.connect({
      wrapIdentifier: (name, wrap) => wrap(`mapped_${name}`),
      postProcessResponse: () => 'mapped',
    });
    expect(await readCatalog(mapped)).to.deep.equal(catalog);
    expect(await readCatalog(withConventions(mapped))).to.deep.equal(catalog);
    await mapped.transaction(async (trx) => {
      expect(await readCatalog(trx)).to.deep.equal(catalog);
    });
  });

  it('leaves out the tables of Knex, of the default and of a configured name', async () => {
    const source: Knex.MigrationSource<string> = {
      getMigrations: async () => [],
      getMigrationName: (name) => name,
      getMigration: async () => ({ up: async () => {}, down: async () => {} }),
    };
    for (const tableName of [undefined, 'our_history']) {
      const migrations = { migrationSource: source, ...(tableName && { tableName }) };
      const migrating = database.connect({ migrations });
      await migrating.migrate.latest();
      expect(await readCatalog(migrating)).to.deep.equal(catalog);
    }
    const plain = await readCatalog(knex);
    expect(plain.tables.map(({ name }) => name)).to.include.members(['our_history']);
    const without = await readCatalog(knex, { except: ['our_history', 'our_history_lock'] });
    expect(without).to.deep.equal(catalog);
    await knex.schema.dropTable('our_history').dropTable('our_history_lock');
  });

  it('leaves out what is on a table that is left out', async () => {
    const { tables, triggers, sequences, grants } = await readCatalog(knex, { except: ['member'] });
    expect(tables.map(({ name }) => name)).not.to.include('member');
    expect(triggers.map(({ table }) => table)).not.to.include('member');
    expect(sequences.map(({ ownedBy }) => ownedBy?.table)).not.to.include('member');
    expect(grants.map(({ table }) => table)).not.to.include('member');
  });

  it('tells a table with all that is in it', () => {
    const member = catalog.tables.find(({ name }) => name === 'member');
    expect(member).to.deep.include({ schema: dialect === 'postgres' ? 'public' : null });
    const email = member?.columns.find(({ name }) => name === 'email');
    expect(email).to.deep.include({ nullable: false, generated: null, identity: null });
    expect(email?.default).to.equal(dialect === 'postgres' ? "'x'::character varying" : "'x'");
    const foreign = member?.constraints.find(({ kind }) => kind === 'fk');
    expect(foreign).to.deep.include({
      columns: ['team_id'],
      referredTable: 'team',
      referredColumns: ['id'],
      onDelete: 'cascade',
    });
    expect(member?.constraints.map(({ kind }) => kind).slice(0, 3)).to.deep.equal([
      'pk',
      'fk',
      'uq',
    ]);
  });
});

describe('readCatalog', () => {
  it('refuses a database that it does not know', async () => {
    const knex = knexModule({ client: 'cockroachdb' });
    const { problems } = await caught(OptionsError, () => readCatalog(knex));
    expect(problems.map(({ code }) => code)).to.deep.equal(['E_DIALECT_UNKNOWN']);
  });
});
