import { expect } from 'chai';
import type { Knex } from 'knex';
import { uncommented } from '../../lib/comment/uncommented.ts';
import { commentColumn } from '../../lib/schema/comment-column.ts';
import { SchemaChangeError } from '../../lib/schema/convention-error.ts';
import { withConventions } from '../../lib/schema/with-conventions.ts';
import { readComments } from '../support/comments.ts';
import { readConstraintLines } from '../support/constraint-lines.ts';
import { createDatabase, describeEachDialect, type TestDatabase } from '../support/databases.ts';
import { caught } from '../support/migrations.ts';

describeEachDialect('commentColumn', (dialect) => {
  let database: TestDatabase;
  let plain: Knex;
  let knex: Knex;
  beforeEach(async () => {
    database = await createDatabase(dialect);
    plain = database.connect();
    knex = withConventions(plain);
    await knex.schema.createTable('t', (table) => {
      table.comment('a table');
      table.increments('id').comment('its number');
      table.string('a', 20).notNullable().defaultTo('x').unique().comment('before');
      table.decimal('b', 12, 3).nullable().checkPositive().comment('before');
      table.json('c').comment('before');
      table.enu('d', ["it's", '\\']).defaultTo("it's").comment('before');
    });
  });
  afterEach(() => database.drop());

  const columns = ['id', 'a', 'b', 'c', 'd'];
  const commentOf = async (name: string): Promise<string | undefined> =>
    (await readComments(plain, dialect)).get(name);

  it('changes the comment of a column that is there, and nothing else', async () => {
    const before = await plain('t').columnInfo();
    const constraints = await readConstraintLines(plain, dialect);
    await knex.schema.alterTable('t', (table) => {
      for (const column of columns) commentColumn(table, column, `it's \\ ${column}?`);
    });
    for (const column of columns) {
      expect(await commentOf(`t.${column}`)).to.equal(`it's \\ ${column}?`);
    }
    expect(await commentOf('t')).to.equal('a table');
    expect(await plain('t').columnInfo()).to.deep.equal(before);
    expect(await readConstraintLines(plain, dialect)).to.deep.equal(constraints);
    await plain('t').insert({ d: '\\' });
    expect(await plain('t').first('id', 'a', 'd')).to.deep.equal({ id: 1, a: 'x', d: '\\' });
  });

  it('takes the comment away that is uncommented', async () => {
    await knex.schema.alterTable('t', (table) => {
      commentColumn(table, 'a', uncommented('for the test'));
    });
    expect(await commentOf('t.a')).to.equal('');
    expect(await commentOf('t.b')).to.equal('before');
  });

  it('comments the columns of timestamps(), and those that are added', async () => {
    await knex.schema.createTable('u', (table) => {
      table.comment('a table');
      table.timestamps();
      commentColumn(table, 'created_at', 'when it was made');
      commentColumn(table, 'updated_at', 'when it was changed');
    });
    await knex.schema.alterTable('u', (table) => {
      commentColumn(table, 'a', 'something');
      table.string('a');
    });
    expect(await commentOf('u.created_at')).to.equal('when it was made');
    expect(await commentOf('u.updated_at')).to.equal('when it was changed');
    expect(await commentOf('u.a')).to.equal('something');
  });

  it('refuses the table of plain Knex, which knows no such statement', async () => {
    const error = await caught(TypeError, () =>
      plain.schema.alterTable('t', (table) => commentColumn(table, 'a', 'b')).toSQL(),
    );
    expect(error.message).to.include('table t of plain Knex').and.include('withConventions');
  });

  if (dialect === 'postgres') {
    it('sends nothing but the comment', () => {
      const sql = knex.schema.alterTable('t', (table) => commentColumn(table, 'a', 'b')).toSQL();
      expect((sql as unknown as { sql: string }[]).map((query) => query.sql)).to.deep.equal([
        `comment on column "t"."a" is 'b'`,
      ]);
    });
  }

  if (dialect === 'mysql') {
    it('refuses a column that is not there', async () => {
      const error = await caught(SchemaChangeError, () =>
        knex.schema.alterTable('t', (table) => commentColumn(table, 'x', 'b')),
      );
      expect(error.problems[0]?.code).to.equal('E_COLUMN_MISSING');
      expect(error.problems[0]?.where).to.equal('t, x');
    });
  }
});
