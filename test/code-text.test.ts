import { expect } from 'chai';
import { codeText, quotedText } from '../lib/code-text.ts';

const texts = [
  '',
  'plain',
  "it's",
  'a "word"',
  'back\\slash \\n and \\"',
  'two\nlines',
  'lines of\r\nWindows',
  'a lone \r return',
  'a `tick` and ${a} place, \\${b}',
  '$ and $$ and {x} and $1',
  "'`${\\}",
  'tab\t, nul \0, \u2028 and \u2029',
  '👣 é',
];

/** What JavaScript makes of a literal. */
function valueOf(literal: string): unknown {
  // eslint-disable-next-line no-new-func
  return new Function(`return ${literal};`)();
}

describe('codeText and quotedText', () => {
  for (const text of texts) {
    it(`write what reads as the same text: ${JSON.stringify(text)}`, () => {
      expect(valueOf(codeText(text))).to.equal(text);
      expect(valueOf(quotedText(text))).to.equal(text);
    });
  }

  it('keep SQL readable', () => {
    expect(codeText("check (kind in ('a', 'b'))")).to.equal("`check (kind in ('a', 'b'))`");
    expect(codeText('id > 0')).to.equal("'id > 0'");
  });
});
