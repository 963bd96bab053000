import { expect } from 'chai';
import { splitAtCommas, TokenCursor } from '../../lib/catalog/sqlite-cursor.ts';
import { tokensOf } from '../../lib/schema/sqlite-text.ts';

describe('TokenCursor', () => {
  const textsOf = (tokens: readonly { readonly text: string }[]): string[] =>
    tokens.map(({ text }) => text);

  it('takes keywords together or not at all', () => {
    const cursor = new TokenCursor(tokensOf('NOT null x'));
    expect(cursor.take('not', 'deferrable')).to.equal(false);
    expect(cursor.take('not', 'null')).to.equal(true);
    expect(cursor.name()).to.equal('x');
    expect(cursor.isAtEnd).to.equal(true);
  });

  it('takes what stands in brackets, brackets within included', () => {
    const cursor = new TokenCursor(tokensOf('(a (b), c) d'));
    expect(textsOf(cursor.brackets())).to.deep.equal(['a', '(', 'b', ')', ',', 'c']);
    expect(cursor.brackets()).to.deep.equal([]);
    expect(textsOf(cursor.rest())).to.deep.equal(['d']);
  });

  it('ends with a text whose bracket does not close', () => {
    expect(textsOf(new TokenCursor(tokensOf('(a')).brackets())).to.deep.equal([]);
  });

  it('splits at the commas outside of brackets', () => {
    const parts = splitAtCommas(tokensOf('a, f(b, c), d'));
    expect(parts.map((part) => textsOf(part).join(''))).to.deep.equal(['a', 'f(b,c)', 'd']);
  });
});
