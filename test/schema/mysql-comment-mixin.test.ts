import { expect } from 'chai';
import type { Knex } from 'knex';
import { uncommented } from '../../lib/comment/uncommented.ts';
import { commentColumn } from '../../lib/schema/comment-column.ts';
import { withConventions } from '../../lib/schema/with-conventions.ts';
import { readComments } from '../support/comments.ts';
import { createDatabase, describeEachDialect, type TestDatabase } from '../support/databases.ts';

const said = "it's \\ what ? was\nsaid";

// All three: what MySQL needs care for, the others do by themselves.
interface Answer {
  readonly 'Create Table': string;
}

describeEachDialect('comments that are there', (dialect) => {
  let database: TestDatabase;
  let plain: Knex;
  let knex: Knex;
  before(async () => {
    database = await createDatabase(dialect);
    plain = database.connect();
    knex = withConventions(plain);
  });
  after(() => database.drop());
  beforeEach(() =>
    knex.schema.createTable('t', (table) => {
      table.comment(said);
      table.increments('id').comment(said);
      table.string('a', 20).notNullable().defaultTo('x').comment(said);
      table.string('b', 20).nullable().comment(said);
      table.integer('free').comment(uncommented('for the test'));
    }),
  );
  afterEach(() => knex.schema.dropTable('t'));

  const alter = async (
    build: (table: Knex.AlterTableBuilder) => void,
  ): Promise<Map<string, string>> => {
    await knex.schema.alterTable('t', build);
    return readComments(plain, dialect);
  };

  it('stay when a column is altered without one', async () => {
    const comments = await alter((table) => {
      table.string('a', 30).notNullable().alter();
      table.text('b').alter();
      table.bigInteger('free').alter();
    });
    expect(comments.get('t')).to.equal(said);
    expect(comments.get('t.a')).to.equal(said);
    expect(comments.get('t.b')).to.equal(said);
    expect(comments.get('t.free')).to.equal('');
  });

  it('go where they are altered with another, or uncommented', async () => {
    const comments = await alter((table) => {
      table.string('a', 30).comment('new').alter();
      table.string('b', 30).comment(uncommented('for the test')).alter();
    });
    expect(comments.get('t.a')).to.equal('new');
    expect(comments.get('t.b')).to.equal('');
  });

  it('stay when a column gets another name', async () => {
    const comments = await alter((table) => {
      table.renameColumn('a', 'z');
      table.renameColumn('free', 'a');
    });
    expect(comments.get('t.z')).to.equal(said);
    expect(comments.get('t.a')).to.equal('');
    await plain('t').insert({ a: 1 });
    expect(await plain('t').first('z', 'a')).to.deep.equal({ z: 'x', a: 1 });
  });

  it('stay with setNullable and dropNullable, as do default and length', async () => {
    const comments = await alter((table) => {
      table.setNullable('a');
      table.dropNullable('b');
    });
    expect(comments.get('t.a')).to.equal(said);
    expect(comments.get('t.b')).to.equal(said);
    const { a, b } = await plain('t').columnInfo();
    expect([a?.nullable, b?.nullable]).to.deep.equal([true, false]);
    expect([Number(a?.maxLength), Number(b?.maxLength)]).to.deep.equal([20, 20]);
    await plain('t').insert({ b: 'y' });
    expect(await plain('t').first('a')).to.deep.equal({ a: 'x' });
  });

  it('stay when the table gets another name', async () => {
    await knex.schema.renameTable('t', 'u');
    const comments = await readComments(plain, dialect);
    await knex.schema.renameTable('u', 't');
    for (const name of ['u', 'u.id', 'u.a', 'u.b']) expect(comments.get(name)).to.equal(said);
  });

  it('of a table take another, or none', async () => {
    expect((await alter((table) => table.comment(`${said}!`))).get('t')).to.equal(`${said}!`);
    expect((await alter((table) => table.comment(uncommented('for the test')))).get('t')).to.equal(
      '',
    );
  });

  if (dialect === 'mysql') {
    it('are left to Knex with comments: false, which erases them', async () => {
      const { schema } = withConventions(plain, { comments: false });
      await schema.alterTable('t', (table) => void table.string('a', 30).alter());
      expect((await readComments(plain, dialect)).get('t.a')).to.equal('');
    });

    it('change with nothing else of a column, whatever its default, type and check', async () => {
      const definitions = [
        "bit(3) default b'101'",
        "varbinary(3) default x'0041'",
        "enum('it''s', 'a\\\\b', 'CHECK (') default 'it''s'",
        "varchar(20) not null default 'NOT NULL, \\\\'",
        "varchar(20) character set latin1 collate latin1_bin check (`c` <> ')')",
        "varchar(20) generated always as (concat('COMMENT ''', ')')) virtual",
        "text default (concat('(', ')'))",
        'timestamp(3) not null default current_timestamp(3) on update current_timestamp(3)',
        'int(5) unsigned zerofill not null default 7',
        'decimal(10,2) default -1.50',
        'json',
      ];
      const definitionOf = async (): Promise<string> => {
        const [[row]] = (await plain.raw('show create table described')) as [[Answer]];
        return (
          row['Create Table']
            .replace(" COMMENT 'said'", '')
            // MySQL turns the texts of a check into those of its column when it reads the table anew.
            .replaceAll(/_(?:utf8mb4|latin1)(?=')/gu, '')
        );
      };
      for (const definition of definitions) {
        await plain.raw(`create table described (a int, c ${definition}, z int)`);
        const before = await definitionOf();
        await knex.schema.alterTable('described', (table) => commentColumn(table, 'c', 'said'));
        expect(await definitionOf(), definition).to.equal(before);
        expect((await readComments(plain, dialect)).get('described.c')).to.equal('said');
        await knex.schema.dropTable('described');
      }
    });

    it('are copied with a table, which gets one of its own', async () => {
      await knex.schema.createTableLike('copy', 't', (table) => table.comment(said));
      const comments = await readComments(plain, dialect);
      await knex.schema.dropTable('copy');
      for (const name of ['copy', 'copy.a']) expect(comments.get(name)).to.equal(said);
    });
  }
});
