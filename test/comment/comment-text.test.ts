import { expect } from 'chai';
import { faultOfComment, faultOfText } from '../../lib/comment/comment-text.ts';
import { mysql } from '../../lib/dialect/mysql.ts';
import { postgres } from '../../lib/dialect/postgres.ts';
import { sqlite } from '../../lib/dialect/sqlite.ts';

describe('faultOfText', () => {
  it('finds what no database holds, and where', () => {
    expect(faultOfText("it's \\ 日本語 😀\n")).to.equal(undefined);
    expect(faultOfText('ab\0')?.what).to.include('NUL at position 2');
    expect(faultOfText('a\uD83D')?.what).to.include('surrogate pair at position 1');
    expect(faultOfText('\uDE00\uD83D')?.repair).to.include('whole character');
  });
});

describe('faultOfComment', () => {
  it('knows the limits of MySQL and MariaDB', () => {
    expect(faultOfComment('x'.repeat(1024), 'column', mysql)).to.equal(undefined);
    expect(faultOfComment('x'.repeat(2048), 'table', mysql)).to.equal(undefined);
    expect(faultOfComment('x'.repeat(1025), 'column', mysql)).to.deep.equal({
      code: 'E_COMMENT_TOO_LONG',
      what: 'has a comment of 1025 characters, and mysql keeps 1024 of a column',
      repair: 'Shorten it, and leave the rest to the documentation.',
    });
    expect(faultOfComment('x'.repeat(2049), 'table', mysql)?.code).to.equal('E_COMMENT_TOO_LONG');
    for (const dialect of [postgres, sqlite]) {
      expect(faultOfComment('x'.repeat(100_000), 'column', dialect)).to.equal(undefined);
    }
  });

  it('refuses what MySQL and MariaDB make a question mark of', () => {
    const fault = faultOfComment('a 😀', 'table', mysql);
    expect(fault?.code).to.equal('E_COMMENT_TEXT');
    expect(fault?.what).to.include('😀');
    expect(faultOfComment('a 日本語', 'table', mysql)).to.equal(undefined);
    for (const dialect of [postgres, sqlite]) {
      expect(faultOfComment('😀', 'table', dialect)).to.equal(undefined);
    }
  });

  it('refuses NUL and half characters everywhere', () => {
    for (const dialect of [postgres, sqlite, mysql]) {
      for (const text of ['a\0b', 'a\uD83Db']) {
        expect(faultOfComment(text, 'column', dialect)?.code).to.equal('E_COMMENT_TEXT');
      }
    }
  });
});
