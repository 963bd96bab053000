import { expect } from 'chai';
import { diffCatalogs } from '../../lib/catalog/diff-catalogs.ts';
import { readCatalog } from '../../lib/catalog/read-catalog.ts';
import { createDatabase, describeEachDialect } from '../support/databases.ts';
import { runAll } from '../support/run-all.ts';
import { sqliteSchema } from '../support/sqlite-changes.ts';

describeEachDialect(
  'readCatalog of SQLite',
  () => {
    it('sees no difference where Knex rewrote a table', async () => {
      const database = await createDatabase('sqlite');
      try {
        const knex = database.connect();
        await runAll(knex, sqliteSchema);
        // What Knex's rewriting drops, or fails at.
        await knex.raw('drop trigger member_touch');
        await knex.raw('drop view member_view');
        await knex.raw('alter table member drop column doubled');
        const before = await readCatalog(knex);
        await knex.schema.alterTable('member', (table) => void table.setNullable('team_id'));
        await knex.schema.alterTable('member', (table) => void table.dropNullable('team_id'));
        expect(diffCatalogs(before, await readCatalog(knex))).to.deep.equal([]);
      } finally {
        await database.drop();
      }
    });

    it('leaves out the tables in which SQLite keeps a virtual one', async () => {
      const database = await createDatabase('sqlite');
      try {
        const knex = database.connect();
        await runAll(knex, sqliteSchema);
        const { tables } = await readCatalog(knex);
        expect(tables.map(({ name }) => name)).to.deep.equal(['member', 'note', 'search', 'team']);
      } finally {
        await database.drop();
      }
    });

    it('reads a view over a table that is gone', async () => {
      const database = await createDatabase('sqlite');
      try {
        const knex = database.connect();
        await runAll(
          knex,
          'create table t (a int);\ncreate view v as select a from t;\ndrop table t',
        );
        const { views } = await readCatalog(knex);
        expect(views).to.have.length(1);
        expect(views[0]).to.deep.include({ name: 'v', columns: [] });
      } finally {
        await database.drop();
      }
    });
  },
  ['sqlite'],
);
