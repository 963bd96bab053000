import { expect } from 'chai';
import { softDelete } from '../../lib/mixin/soft-delete.ts';
import { readComments } from '../support/comments.ts';
import { describeMixin, makeTable, ways } from '../support/mixin-database.ts';

describeMixin('softDelete', (dialect, own) => {
  for (const way of ways) {
    it(`adds a time that is null until the application sets it, by ${way}`, async () => {
      const { knex, isWrapped } = own;
      await makeTable(knex, way, 't', (table) => softDelete(table));
      expect(await knex('t').whereNull('deleted_at')).to.have.length(2);
      await knex('t').where({ a: 1 }).update({ deleted_at: knex.fn.now() });
      expect(await knex('t').whereNull('deleted_at').select('a')).to.deep.equal([{ a: 2 }]);
      if (dialect === 'sqlite' && !isWrapped) return;
      const comments = await readComments(knex, dialect);
      expect(comments.get('t.deleted_at')).to.equal('Record deletion time');
    });
  }

  it('takes a name', async () => {
    const { knex } = own;
    await makeTable(knex, 'createTable', 't', (table) => {
      softDelete(table, { name: 'goneAt', comment: 'When it went', precision: 3 });
    });
    expect(await knex('t').whereNull('goneAt')).to.have.length(2);
  });
});
