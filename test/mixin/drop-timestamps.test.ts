import { expect } from 'chai';
import { diffCatalogs } from '../../lib/catalog/diff-catalogs.ts';
import { readCatalog } from '../../lib/catalog/read-catalog.ts';
import { dropTimestamps } from '../../lib/mixin/drop-timestamps.ts';
import { timestamps } from '../../lib/mixin/timestamps.ts';
import { describeMixin, makeTable } from '../support/mixin-database.ts';

describeMixin('dropTimestamps', (dialect, own) => {
  for (const names of [{}, { camelCase: true }, { updatedAt: 'Changed At' }]) {
    it(`takes the trigger and its function along for ${JSON.stringify(names)}`, async () => {
      const { knex } = own;
      await makeTable(knex, 'createTable', 't', () => {});
      const before = await readCatalog(knex);
      await knex.schema.alterTable('t', (table) => timestamps(table, names));
      expect(diffCatalogs(before, await readCatalog(knex))).to.not.deep.equal([]);
      await knex.schema.alterTable('t', (table) => dropTimestamps(table, names));
      expect(diffCatalogs(before, await readCatalog(knex))).to.deep.equal([]);
      await knex('t').update({ b: 'x' });
    });
  }

  it('finds the trigger of a column that was renamed', async () => {
    const { knex } = own;
    await makeTable(knex, 'createTable', 't', () => {});
    const before = await readCatalog(knex);
    await knex.schema.alterTable('t', (table) => timestamps(table));
    await knex.schema.alterTable('t', (table) => table.renameColumn('updated_at', 'changed_at'));
    await knex.schema.alterTable('t', (table) =>
      dropTimestamps(table, { updatedAt: 'changed_at' }),
    );
    expect(diffCatalogs(before, await readCatalog(knex))).to.deep.equal([]);
  });

  it('leaves the triggers of other tables, and those of the project', async () => {
    const { knex } = own;
    await makeTable(knex, 'createTable', 't', (table) => timestamps(table));
    await makeTable(knex, 'createTable', 'u', (table) => timestamps(table));
    await knex.schema.alterTable('t', (table) => dropTimestamps(table));
    await knex('u').update({ b: 'x' });
    expect((await knex('u').first()).updated_at).to.not.equal(null);
    const { triggers } = await readCatalog(knex);
    expect(triggers).to.have.length(dialect === 'mysql' ? 0 : 1);
  });
});
