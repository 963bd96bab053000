import { expect } from 'chai';
import type { Knex } from 'knex';
import knexFactory from 'knex';
import { differencesOf, purposeOf } from '../../lib/snapshot/purpose.ts';

describe('purposeOf', () => {
  const knex = knexFactory({ client: 'better-sqlite3', useNullAsDefault: true });
  const of = (where: object, columns: readonly string[] = []): string =>
    purposeOf(knex('account').where(where) as Knex.QueryBuilder, [], columns);

  after(() => knex.destroy());

  it('tells values apart for which JSON has no text or one', () => {
    const values = [1n, 1, '1', Infinity, -Infinity, null, new Date(0), new Date(1), Buffer.of(1)];
    expect(new Set(values.map((id) => of({ id }))).size).to.equal(values.length);
    expect(of({ id: new Date(0) })).to.equal(of({ id: new Date(0) }));
  });

  it('does not mind the order of columns', () => {
    expect(of({}, ['a', 'b'])).to.equal(of({}, ['b', 'a']));
  });

  it('stays short for long values, and tells them apart', () => {
    const [one, other] = ['a', 'b'].map((last) => of({ id: 'x'.repeat(100_000) + last }));
    expect(one).to.have.length.lessThan(400).and.not.equal(other);
    expect(differencesOf(one ?? '', other ?? '')).to.match(/SHA-256 .* then.*SHA-256 .* now/u);
  });

  it('does not know the columns that are set row by row', () => {
    const byRow = purposeOf(knex('account').where({}), [], null);
    expect(differencesOf(byRow, of({}, ['a']))).to.equal('');
    expect(differencesOf(of({}, ['a']), byRow)).to.equal('');
  });

  it('names each difference', () => {
    expect(differencesOf(of({ a: 1 }, ['c']), of({ b: 2 }, ['d']))).to.equal(
      'its where (select * from `account` where `a` = ? then, select * from `account` where `b` = ? now) and the values in its where ([1] then, [2] now) and the columns that it sets (c then, d now)',
    );
  });
});
