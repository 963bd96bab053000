import { expect } from 'chai';
import knexModule from 'knex';
import { dialectOf } from '../../lib/dialect/dialect-of.ts';
import { createDatabase, describeEachDialect } from '../support/databases.ts';

describeEachDialect('dialectOf', (dialect) => {
  it('names the family of a Knex and of its transaction', async () => {
    const database = await createDatabase(dialect);
    try {
      const knex = database.connect();
      expect(dialectOf(knex)?.name).to.equal(dialect);
      await knex.transaction(async (trx) => expect(dialectOf(trx)?.name).to.equal(dialect));
    } finally {
      await database.drop();
    }
  });
});

describe('dialectOf', () => {
  it('does not know the families that knex-stairway was not built for', () => {
    const knex = knexModule({ client: 'mssql' });
    expect(dialectOf(knex)).to.equal(undefined);
  });
});
