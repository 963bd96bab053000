import { expect } from 'chai';
import type { Knex } from 'knex';
import { commentColumn } from '../../lib/schema/comment-column.ts';
import { commentTable } from '../../lib/schema/sqlite-comments.ts';
import { withConventions } from '../../lib/schema/with-conventions.ts';
import { createDatabase, describeEachDialect, type TestDatabase } from '../support/databases.ts';

describeEachDialect(
  'the table of comments',
  (dialect) => {
    let database: TestDatabase;
    let plain: Knex;
    beforeEach(async () => {
      database = await createDatabase(dialect);
      plain = database.connect({ pool: { min: 1, max: 1 } });
    });
    afterEach(() => database.drop());

    const create = (schema: Knex.SchemaBuilder, name: string): Knex.SchemaBuilder =>
      schema.createTable(name, (table) => {
        table.comment('a team');
        table.integer('id').comment('its number');
      });
    const rowsOf = async (table = commentTable): Promise<string[]> =>
      (await plain(table).orderBy(['table_name', 'column_name'])).map((row) =>
        Object.values(row).join(' | '),
      );

    it('is not made where the policy keeps none', async () => {
      await create(withConventions(plain, { comments: { sqliteTable: false } }).schema, 'team');
      expect(await plain.schema.hasTable(commentTable)).to.equal(false);
    });

    it('stands in the attached database of its tables, and goes with the last of them', async () => {
      await plain.raw("attach ':memory:' as other");
      await create(withConventions(plain).schema.withSchema('other'), 'team');
      expect(await rowsOf(`other.${commentTable}`)).to.have.length(2);
      expect(await plain.schema.hasTable(commentTable)).to.equal(false);
      await withConventions(plain).schema.withSchema('other').dropTable('team');
      expect(await plain.raw('select name from other.sqlite_schema')).to.deep.equal([]);
    });

    it('loses the rows of a table that was dropped past the wrapper at the next change', async () => {
      await create(withConventions(plain).schema, 'team');
      await plain.schema.dropTable('team');
      await create(withConventions(plain).schema, 'squad').dropTable('squad');
      expect(await plain.schema.hasTable(commentTable)).to.equal(false);
    });

    it('has one row for names that differ only in case', async () => {
      await create(withConventions(plain).schema, 'team');
      await withConventions(plain).schema.alterTable('TEAM', (table) => {
        table.comment('a squad');
        commentColumn(table, 'ID', 'its place');
      });
      expect(await rowsOf()).to.deep.equal(['TEAM |  | a squad', 'TEAM | ID | its place']);
    });
  },
  ['sqlite'],
);
