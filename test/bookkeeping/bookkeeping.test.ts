import { expect } from 'chai';
import type { Knex } from 'knex';
import { Bookkeeping } from '../../lib/bookkeeping/bookkeeping.ts';
import { readCatalog } from '../../lib/catalog/read-catalog.ts';
import { diffCatalogs } from '../../lib/catalog/diff-catalogs.ts';
import { createDatabase, describeEachDialect, type TestDatabase } from '../support/databases.ts';
import { sourceOf } from '../support/listed-source.ts';

const upperCase: Pick<Knex.Config, 'wrapIdentifier' | 'postProcessResponse'> = {
  wrapIdentifier: (name, wrap) => wrap(name === '*' ? name : name.toUpperCase()),
  postProcessResponse: () => {
    throw new Error('a mapper of the project saw the bookkeeping');
  },
};

describeEachDialect('Bookkeeping', (dialect) => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await createDatabase(dialect);
  });
  afterEach(() => database.drop());

  it('makes the tables that Knex makes', async () => {
    const other = await createDatabase(dialect);
    try {
      const tableName = 'moved';
      await new Bookkeeping(database.connect(), { tableName }).ensure();
      const migrationSource = sourceOf({});
      await other.connect().migrate.latest({ tableName, migrationSource });
      const [ours, knexes] = [await read(database), await read(other)];
      expect(diffCatalogs(knexes, ours)).to.deep.equal([]);
      expect(ours.tables.map(({ name }) => name)).to.have.members(['moved', 'moved_lock']);
      const lockRows = [database, other].map((each) => each.connect()('moved_lock').select());
      expect(await lockRows[0]).to.deep.equal(await lockRows[1]);
    } finally {
      await other.drop();
    }
  });

  it('makes them once, and one row of the lock, however many begin at one moment', async () => {
    const crowd = Array.from({ length: 10 }, () => new Bookkeeping(database.connect()));
    expect(await crowd[0]!.exists()).to.equal(false);
    await Promise.all(crowd.map((bookkeeping) => bookkeeping.ensure()));
    expect(await crowd[0]!.exists()).to.equal(true);
    const rows = await database.connect()('knex_migrations_lock').select();
    expect(rows).to.deep.equal([{ index: 1, is_locked: 0 }]);
  });

  it('keeps rows that Knex reads, and reads those that Knex wrote', async () => {
    const knex = database.connect({ migrations: { migrationSource: sourceOf({ a: {}, b: {} }) } });
    const bookkeeping = new Bookkeeping(knex);
    await bookkeeping.ensure();
    expect(await bookkeeping.readNextBatch()).to.equal(1);
    await bookkeeping.insert({ name: 'a', batch: 1 });
    await knex.migrate.latest();
    expect(await bookkeeping.readNames()).to.deep.equal(['a', 'b']);
    const rows = await bookkeeping.readRows();
    expect(rows.map(({ id, name, batch }) => ({ id, name, batch }))).to.deep.equal([
      { id: 1, name: 'a', batch: 1 },
      { id: 2, name: 'b', batch: 2 },
    ]);
    for (const { migrationTime } of rows) {
      expect(Math.abs(Date.now() - migrationTime!.getTime())).to.be.lessThan(60_000);
    }
    expect(await bookkeeping.readNextBatch()).to.equal(3);
    await bookkeeping.remove('a');
    expect(await bookkeeping.readNames()).to.deep.equal(['b']);
  });

  it('is not touched by the mappers of the project, which stay in force beside it', async () => {
    const knex = database.connect(upperCase);
    const bookkeeping = new Bookkeeping(knex);
    await bookkeeping.ensure();
    await bookkeeping.insert({ name: 'a', batch: 1 });
    expect(await bookkeeping.readNames()).to.deep.equal(['a']);
    await knex.transaction((trx) => bookkeeping.remove('a', trx));
    expect(await bookkeeping.readNames()).to.deep.equal([]);
    expect((await read(database)).tables).to.deep.equal([]);
    expect(knex('t').toString()).to.include('T');
  });

  it('takes names from the configuration, and a schema where there are schemas', async () => {
    const schemaName = dialect === 'postgres' ? 'side' : undefined;
    const migrations = { tableName: 'Applied', ...(schemaName && { schemaName }) };
    const knex = database.connect({ migrations });
    if (schemaName) await knex.schema.createSchema(schemaName);
    const bookkeeping = new Bookkeeping(knex);
    await bookkeeping.ensure();
    await bookkeeping.insert({ name: 'a', batch: 7 });
    const migrationSource = sourceOf({ a: {} });
    expect(await knex.migrate.latest({ ...migrations, migrationSource })).to.deep.equal([7, []]);
  });
});

function read(database: TestDatabase): ReturnType<typeof readCatalog> {
  return readCatalog(database.connect());
}
