import { expect } from 'chai';
import * as fc from 'fast-check';
import { escapeHtml, markup, scriptData } from '../../lib/docs/html.ts';

const hostile = [
  '</script>',
  '<!--',
  '"',
  "'",
  '&amp;',
  '`',
  '${x}',
  '\u0000',
  '\r',
  '<img src=x>',
];

describe('the HTML of names and comments', () => {
  it('lets no text make an element, end an attribute or an entity', () => {
    for (const text of hostile) expect(escapeHtml(text)).to.not.match(/[<>"'\r]|\p{Cc}/u);
    expect(markup`<b title="${'"><i>'}">${'&lt;'}</b>`.text).to.equal(
      '<b title="&quot;&gt;&lt;i&gt;">&amp;lt;</b>',
    );
  });

  it('puts HTML and lists of it in as they are, and nothing for what is not there', () => {
    const items = ['a', '<'].map((text) => markup`<li>${text}</li>`);
    expect(markup`<ul>${items}${undefined}</ul>`.text).to.equal('<ul><li>a</li><li>&lt;</li></ul>');
  });

  it('holds data for a script that no text in it can end', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), fc.constantFrom(...hostile))), (texts) => {
        const { text } = scriptData(texts);
        expect(text).to.not.include('<');
        expect(JSON.parse(text)).to.deep.equal(texts);
      }),
    );
  });
});
