import { expect } from 'chai';
import { parseIndexText } from '../../lib/catalog/sqlite-index-text.ts';

describe('parseIndexText', () => {
  it('tells columns from expressions, and takes their order', () => {
    const index = parseIndexText(
      'ix',
      'CREATE UNIQUE INDEX ix ON t (`a` collate nocase DESC, lower(B), b asc) WHERE A IS NOT NULL',
      ['a', 'b'],
    );
    expect(index.columns).to.deep.equal([
      { column: 'a', expression: null, order: 'desc', nulls: 'last' },
      { column: null, expression: 'lower ("b")', order: 'asc', nulls: 'first' },
      { column: 'b', expression: null, order: 'asc', nulls: 'first' },
    ]);
    expect(index).to.deep.include({ unique: true, predicate: '"a" is not null', name: 'ix' });
    expect(index.definition).to.equal(
      '("a" collate nocase desc, lower ("b"), "b" asc) where "a" is not null',
    );
  });
});
