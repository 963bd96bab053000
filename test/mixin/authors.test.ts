import { expect } from 'chai';
import { readCatalog } from '../../lib/catalog/read-catalog.ts';
import { authors } from '../../lib/mixin/authors.ts';
import { timestamps } from '../../lib/mixin/timestamps.ts';
import { uuidPrimaryKey } from '../../lib/mixin/uuid-primary-key.ts';
import { readComments } from '../support/comments.ts';
import { describeMixin, makeTable, ways } from '../support/mixin-database.ts';

describeMixin('authors', (dialect, own) => {
  for (const way of ways) {
    it(`refers to the users, and forgets one who is deleted, by ${way}`, async () => {
      const { knex, isWrapped } = own;
      await knex.schema.createTable('account', (table) => {
        table.comment('those who write');
        table.increments('id').comment('their number');
      });
      await knex('account').insert({ id: 1 });
      await makeTable(knex, way, 'note', (table) => {
        timestamps(table);
        authors(table, { table: 'account' });
      });
      if (dialect === 'sqlite') await knex.raw('pragma foreign_keys = on');
      await knex('note').where({ a: 1 }).update({ created_by: 1, updated_by: 1 });
      const row = await knex('note').where({ a: 1 }).first();
      expect([row.created_by, row.updated_by]).to.deep.equal([1, 1]);
      expect(row.updated_at).to.not.equal(null);
      await knex('account').delete();
      const after = await knex('note').where({ a: 1 }).first();
      expect([after.created_by, after.updated_by]).to.deep.equal([null, null]);
      if (!isWrapped) return;
      const { constraints = [] } =
        (await readCatalog(knex)).tables.find(({ name }) => name === 'note') ?? {};
      const names = constraints.filter(({ kind }) => kind === 'fk').map(({ name }) => name);
      expect(names).to.deep.equal([
        'fk__note__created_by__account',
        'fk__note__updated_by__account',
      ]);
      const comments = await readComments(knex, dialect);
      expect(comments.get('note.created_by')).to.equal('User who created the record');
      expect(comments.get('note.updated_by')).to.equal('User who last updated the record');
    });
  }

  it('takes the type of the key, the key, names and what a deletion does', async () => {
    const { knex } = own;
    await knex.schema.createTable('account', (table) => {
      table.comment('those who write');
      uuidPrimaryKey(table, { name: 'key' });
      table.integer('n').comment('a number');
    });
    await knex('account').insert({ n: 1 });
    const { key } = await knex('account').first();
    await makeTable(knex, 'createTable', 'note', (table) => {
      authors(table, {
        table: 'account',
        column: 'key',
        type: 'uuid',
        camelCase: true,
        onDelete: 'RESTRICT',
      });
    });
    if (dialect === 'sqlite') await knex.raw('pragma foreign_keys = on');
    await knex('note').update({ createdBy: key, updatedBy: key });
    const refused = await knex('account')
      .delete()
      .catch(() => 'refused');
    expect(refused).to.equal('refused');
  });
});
