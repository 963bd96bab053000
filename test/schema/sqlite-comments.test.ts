import { expect } from 'chai';
import type { Knex } from 'knex';
import { commentTable, readKeptComments } from '../../lib/schema/sqlite-comments.ts';
import type { Ask } from '../../lib/schema/sqlite-rewrite.ts';
import { withConventions } from '../../lib/schema/with-conventions.ts';
import { createDatabase, describeEachDialect, type TestDatabase } from '../support/databases.ts';

describeEachDialect(
  'readKeptComments',
  (dialect) => {
    let database: TestDatabase;
    let plain: Knex;
    beforeEach(async () => {
      database = await createDatabase(dialect);
      plain = database.connect();
    });
    afterEach(() => database.drop());

    const ask: Ask = (sql, bindings = []) => plain.raw(sql, bindings as never);
    const create = (knex: Knex, schema?: string): Promise<void> =>
      (schema === undefined ? knex.schema : knex.schema.withSchema(schema)).createTable(
        'Team',
        (table) => {
          table.comment('a team');
          table.integer('id').comment('its number');
          table.string('name').comment('what it is called');
        },
      ) as unknown as Promise<void>;

    it('reads tables before their columns, in the order of the columns', async () => {
      await create(withConventions(plain));
      expect(await readKeptComments(ask)).to.deep.equal([
        { table: 'Team', column: null, comment: 'a team' },
        { table: 'Team', column: 'id', comment: 'its number' },
        { table: 'Team', column: 'name', comment: 'what it is called' },
      ]);
    });

    it('finds nothing where nothing is kept', async () => {
      expect(await readKeptComments(ask)).to.deep.equal([]);
      await create(withConventions(plain, { comments: { sqliteTable: false } }));
      expect(await readKeptComments(ask)).to.deep.equal([]);
      expect(await plain.schema.hasTable(commentTable)).to.equal(false);
    });

    it('leaves out what was dropped past the wrapper', async () => {
      await create(withConventions(plain));
      await plain.raw('alter table Team drop column name');
      expect(await readKeptComments(ask)).to.have.length(2);
      await plain.schema.dropTable('Team');
      expect(await readKeptComments(ask)).to.deep.equal([]);
    });

    it('reads an attached database, which keeps its own', async () => {
      const pool = { min: 1, max: 1 };
      const one = database.connect({ pool });
      await one.raw("attach ':memory:' as other");
      await create(withConventions(one), 'other');
      const askOne: Ask = (sql, bindings = []) => one.raw(sql, bindings as never);
      expect(await readKeptComments(askOne, 'other')).to.have.length(3);
      expect(await readKeptComments(askOne)).to.deep.equal([]);
      await withConventions(one).schema.withSchema('other').dropTable('Team');
      expect(await one.raw('select name from other.sqlite_schema')).to.deep.equal([]);
    });
  },
  ['sqlite'],
);
