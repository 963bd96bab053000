import { expect } from 'chai';
import { parseTableText } from '../../lib/catalog/sqlite-table-text.ts';

describe('parseTableText', () => {
  const columns = ['id', 'a', 'B c'];
  const constraintsOf = (body: string): string[] =>
    parseTableText(`create table if not exists "t" (${body})`, columns).constraints.map(
      ({ name, definition }) => `${name}: ${definition}`,
    );

  it('reads a constraint within a column as one of the table', () => {
    const inColumn = constraintsOf('id int constraint k check (id > 0), a int');
    expect(constraintsOf('id int, a int, CONSTRAINT "k" CHECK( "id">0 )')).to.deep.equal(inColumn);
    expect(inColumn).to.deep.equal(['k: check ("id" > 0)']);
  });

  it('reads table constraints with and without commas between', () => {
    const expected = ['x: unique ("a")', 'y: check ("a" > 0)'];
    for (const comma of [',', '']) {
      const body = `a int, constraint x unique (a)${comma} constraint y check (a > 0)`;
      expect(constraintsOf(body)).to.deep.equal(expected);
    }
  });

  it('does not take the words of types, defaults and texts for constraints', () => {
    const body = `a varchar(10, 2) default 'unique (a)', id decimal(1, 2) default (abs(-1)) not null,
      [B c] int default -1 -- check (x > 0)
      , "check" int`;
    expect(constraintsOf(body)).to.deep.equal([]);
  });

  it('reads all that stands behind a reference', () => {
    const body = `a int references "o p" ("x", y) match full on delete set null on update no action
      not deferrable initially deferred unique`;
    expect(constraintsOf(body)).to.deep.equal([
      'null: foreign key ("a") references "o p" ("x", "y") on delete set null',
      'null: unique ("a")',
    ]);
    const { constraints } = parseTableText(
      'create table t (id int, a int, foreign key (id, a) references o deferrable initially deferred)',
      columns,
    );
    expect(constraints[0]).to.deep.include({
      columns: ['id', 'a'],
      referredTable: 'o',
      referredColumns: [],
      onDelete: 'no action',
      deferrable: 'initially deferred',
    });
  });

  it('reads keys with orders, conflicts and autoincrement', () => {
    const text = parseTableText(
      'create table t (id integer primary key desc on conflict replace autoincrement, a int)',
      columns,
    );
    expect(text.autoincrement).to.equal(true);
    expect(text.constraints.map(({ definition }) => definition)).to.deep.equal([
      'primary key ("id" desc) on conflict replace',
    ]);
    expect(constraintsOf('a int, unique (a collate nocase desc, `B c`)')).to.deep.equal([
      'null: unique ("a" collate nocase desc, "B c")',
    ]);
  });

  it('reads collations and generated columns', () => {
    const text = parseTableText(
      'create table t (a text collate NOCASE, id int as (a || 1), "B c" int generated always as ((a)) stored)',
      columns,
    );
    expect([...text.collations]).to.deep.equal([['a', 'nocase']]);
    expect([...text.generated]).to.deep.equal([
      ['id', '"a" || 1'],
      ['B c', '("a")'],
    ]);
  });
});
