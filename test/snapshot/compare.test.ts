import { expect } from 'chai';
import { column } from '../../lib/snapshot/column.ts';
import { SnapshotError } from '../../lib/snapshot/snapshot-error.ts';
import { tableSnapshot } from '../../lib/snapshot/table-snapshot.ts';
import { describeEachDialect } from '../support/databases.ts';
import { caught } from '../support/migrations.ts';
import { useSchemaDatabase } from '../support/schema-database.ts';

describeEachDialect('comparing a snapshot with the table', (dialect) => {
  const database = useSchemaDatabase(dialect);
  const all = {
    id: column.uuid(),
    name: column.text(),
    long: column.text().nullable(),
    age: column.integer(),
    visits: column.bigInteger(),
    active: column.boolean(),
    seen: column.timestamp().nullable(),
    born: column.date().nullable(),
    settings: column.json().nullable(),
    price: column.decimal().nullable(),
    photo: column.binary().nullable(),
    status: column.enum(['open', 'closed']),
  };

  before(() =>
    database.knex.schema.createTable('member', (table) => {
      table.uuid('id').primary();
      table.string('name', 40).notNullable();
      table.text('long');
      table.integer('age').notNullable();
      table.bigInteger('visits').notNullable();
      table.boolean('active').notNullable();
      table.timestamp('seen').nullable();
      table.date('born');
      table.json('settings');
      table.decimal('price', 8, 2);
      table.binary('photo');
      table.enum('status', ['open', 'closed']).notNullable();
    }),
  );

  it('passes what Knex builds for each kind', async () => {
    expect(await tableSnapshot('member', all).query(database.knex)).to.deep.equal([]);
  });

  it('tells all differences at once, before any row is touched', async () => {
    const snapshot = tableSnapshot('member', {
      id: column.uuid(),
      nane: column.text(),
      long: column.text(),
      photo: column.integer().nullable(),
      age: column.integer().nullable(),
    });
    const ways = [
      () => snapshot.query(database.knex).delete(),
      () => snapshot.backfill(database.knex, { set: { long: 'x' } }),
      () => snapshot.insertMany(database.knex, [{ age: 3 }]),
    ];
    for (const way of ways) {
      const error = await caught(SnapshotError, way);
      expect(error.problems.map(({ code, where }) => [code, where])).to.deep.equal([
        ['E_SNAPSHOT_COLUMN', 'member.nane'],
        ['E_SNAPSHOT_NULLABLE', 'member.long'],
        ['E_SNAPSHOT_TYPE', 'member.photo'],
        ['E_SNAPSHOT_NULLABLE', 'member.age'],
      ]);
      expect(error.problems[0]?.repair).to.contain('did you mean "name"?');
      expect(error.problems[2]?.repair).to.contain('column.binary()');
    }
  });

  // pg streams by a package of its own.
  if (dialect !== 'postgres') {
    it('is asked for before the first row of a stream', async () => {
      const rows = tableSnapshot('member', { id: column.integer(), nobody: column.text() })
        .query(database.knex)
        .stream();
      await caught(SnapshotError, async () => {
        for await (const row of rows) expect.fail(JSON.stringify(row));
      });
    });
  }

  it('is told of a table that is not there', async () => {
    const snapshot = tableSnapshot('nobody', { id: column.uuid() });
    const error = await caught(SnapshotError, () => snapshot.query(database.knex));
    expect(error.problems.map(({ code }) => code)).to.deep.equal(['E_SNAPSHOT_TABLE']);
  });

  it('can be switched off', async () => {
    const wrong = { id: column.uuid(), age: column.text() };
    const snapshot = tableSnapshot('member', wrong, { check: false });
    expect(await snapshot.query(database.knex).select('age')).to.deep.equal([]);
  });

  it('compares within a transaction what the transaction has altered', () =>
    database.knex.transaction(async (trx) => {
      await trx.schema.createTable('fresh', (table) => void table.integer('id').primary());
      const snapshot = tableSnapshot('fresh', { id: column.integer() });
      expect(await snapshot.query(trx)).to.deep.equal([]);
      await trx.schema.dropTable('fresh');
    }));
});
