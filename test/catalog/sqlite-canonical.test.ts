import { expect } from 'chai';
import { canonical, quoteCanonical } from '../../lib/catalog/sqlite-canonical.ts';
import { tokensOf } from '../../lib/schema/sqlite-text.ts';

describe('canonical', () => {
  it('writes alike what differs in blanks, comments, quotes of names and letters', () => {
    for (const sql of [
      `"Note"<>'X' AND length( note )>=2`,
      "`note` <> 'X' and LENGTH([NOTE]) >= 2 -- why",
      "note/* */<>'X'  and length(\nnote\n) >= 2",
    ]) {
      expect(canonical(tokensOf(sql), ['note'])).to.equal(`"note" <> 'X' and length ("note") >= 2`);
    }
  });

  it('keeps what a text says, numbers, and names that are no columns', () => {
    expect(canonical(tokensOf(`'It''s  A' || 1.5 || "Other"`), ['a'])).to.equal(
      `'It''s  A' || 1.5 || "Other"`,
    );
  });

  it('quotes a quote', () => {
    expect(quoteCanonical('a"b')).to.equal('"a""b"');
  });
});
