import { expect } from 'chai';
import { quoteName, quotePath } from '../../lib/dialect/quote-name.ts';
import { createDatabase, describeEachDialect } from '../support/databases.ts';

describeEachDialect('quoteName', (dialect) => {
  it('makes each name one that the database gives back as it is', async () => {
    const database = await createDatabase(dialect);
    try {
      const knex = database.connect();
      const names = ['Select', 'a"b', 'a`b', "a'b", 'a.b', 'a\\b', 'é', 'a b'];
      const columns = names.map((name) => `1 as ${quoteName(dialect, name)}`);
      const [row] = await knex.select('*').from(knex.raw(`(select ${columns.join(', ')}) as t`));
      expect(Object.keys(row as object)).to.deep.equal(names);
    } finally {
      await database.drop();
    }
  });
});

describe('quotePath', () => {
  it('quotes each part on its own, and has no schema where there is none', () => {
    expect(quotePath('postgres', 'a.b', 'c"')).to.equal('"a.b"."c"""');
    expect(quotePath('mysql', null, 'c')).to.equal('`c`');
  });
});
