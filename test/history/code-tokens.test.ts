import { expect } from 'chai';
import { tokensOfCode } from '../../lib/history/code-tokens.ts';

describe('tokensOfCode', () => {
  function texts(code: string): string[] {
    return tokensOfCode(code).map(({ text }) => text);
  }

  it('reads texts by what they say', () => {
    expect(texts('"it\'s" `it\'s` ' + String.raw`'it\'s' '\x41\u{1F600}\n'`)).to.deep.equal([
      "it's",
      "it's",
      "it's",
      'A\u{1F600}\n',
    ]);
  });

  it('reads numbers by their value', () => {
    expect(texts('0x10 1_000 1e3 .5 0b11 10n')).to.deep.equal([
      '16',
      '1000',
      '1000',
      '0.5',
      '3',
      '10n',
    ]);
  });

  it('tells a division from a regular expression', () => {
    expect(texts('a / b / c')).to.deep.equal(['a', '/', 'b', '/', 'c']);
    expect(texts(String.raw`return /a[/]\/'/g`)).to.deep.equal(['return', String.raw`/a[/]\/'/g`]);
  });

  it('reads templates within templates', () => {
    expect(texts('`a${`b${{ c }}`}d`')).to.deep.equal([
      '`',
      'a',
      '`',
      'b',
      '{',
      'c',
      '}',
      '}`',
      '',
      '}`',
      'd',
    ]);
  });
});
