import { expect } from 'chai';
import { foldCase, SqliteLines } from '../../lib/catalog/sqlite-lines.ts';

interface Row {
  readonly table: string;
  readonly sql?: string;
}

describe('SqliteLines', () => {
  const textOf = (...rows: readonly Row[]): string =>
    rows.map((row) => JSON.stringify(row)).join('\n');
  const [a, b, c] = [{ table: 'A' }, { table: 'b' }, { table: 'c' }] as const;

  it('names the tables of which there are other rows, and has the rows of all', () => {
    const lines = new SqliteLines<Row>();
    expect([...lines.take(textOf(a, b, c))]).to.deep.equal(['a', 'b', 'c']);
    expect([...lines.take(textOf(a, c))]).to.deep.equal(['b']);
    expect(lines.rows).to.deep.equal([
      { table: 'A', key: 'a' },
      { table: 'c', key: 'c' },
    ]);
    expect([...lines.take(textOf(a, { table: 'c', sql: 'x\ny' }, b))]).to.deep.equal(['c', 'b']);
    expect(lines.rows.map(({ table, sql }) => [table, sql])).to.deep.equal([
      ['A', undefined],
      ['c', 'x\ny'],
      ['b', undefined],
    ]);
    expect(lines.rowsOf(['c', 'd'])).to.deep.equal([{ table: 'c', sql: 'x\ny', key: 'c' }]);
    expect([...lines.take(null)]).to.deep.equal(['a', 'c', 'b']);
    expect(lines.rows).to.deep.equal([]);
    expect(lines.rowsOf(['c'])).to.deep.equal([]);
  });

  it('tells a row apart that stands there twice', () => {
    const lines = new SqliteLines<Row>();
    lines.take(textOf(a, a, b));
    expect([...lines.take(textOf(a, b))]).to.deep.equal(['a']);
    expect([...lines.take(textOf(a, a, a, b))]).to.deep.equal(['a']);
    expect(lines.rows.map(({ key }) => key)).to.deep.equal(['a', 'a', 'a', 'b']);
  });

  it('keeps the objects of the rows that are as before', () => {
    const lines = new SqliteLines<Row>();
    lines.take(textOf(a, b, c));
    const [first, , last] = lines.rows;
    expect([...lines.take(textOf(a, { table: 'b', sql: 'x' }, c))]).to.deep.equal(['b']);
    expect(lines.rows[0]).to.equal(first);
    expect(lines.rows[2]).to.equal(last);
    expect([...lines.take(textOf(a, { table: 'b', sql: 'x' }, c))]).to.deep.equal([]);
  });
});

describe('foldCase', () => {
  it('takes the letters that SQLite takes for the same, and no others', () => {
    expect(foldCase('User_ÄÉ')).to.equal('user_ÄÉ');
  });
});
