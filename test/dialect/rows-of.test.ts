import { expect } from 'chai';
import { rowsOf } from '../../lib/dialect/rows-of.ts';
import { createDatabase, describeEachDialect } from '../support/databases.ts';

describeEachDialect('rowsOf', (dialect) => {
  it('takes them from the answer of a raw query and of a builder', async () => {
    const database = await createDatabase(dialect);
    try {
      const knex = database.connect();
      await knex.schema.createTable('team', (table) => void table.integer('id'));
      expect(rowsOf(await knex.raw('select id from team'))).to.deep.equal([]);
      expect(rowsOf(await knex('team'))).to.deep.equal([]);
      await knex('team').insert([{ id: 1 }, { id: 2 }]);
      const rows = [{ id: 1 }, { id: 2 }];
      expect(rowsOf(await knex.raw('select id from team order by id'))).to.deep.equal(rows);
      expect(rowsOf(await knex('team').orderBy('id'))).to.deep.equal(rows);
    } finally {
      await database.drop();
    }
  });
});
