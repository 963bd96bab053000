import { expect } from 'chai';
import * as fc from 'fast-check';
import { marked } from 'marked';
import { code, link, table, text } from '../../lib/docs/markdown-text.ts';

/** Texts that mean something to Markdown, to HTML or to a table. */
const hostile = fc.array(
  fc.oneof(
    fc.constantFrom(
      ...'|`*_[]()<>&#~\\!-+=:$"\'.{}^',
      '\n',
      '\t',
      '  ',
      '</script>',
      '<b>',
      '&amp;',
    ),
    fc.constantFrom('1.', '- ', '# ', '![x](y)', 'https://a.b', '```', '**', 'wörter', '表', '😀'),
    fc.string({ maxLength: 3 }),
  ),
  { maxLength: 8 },
);

describe('the Markdown of names and comments', () => {
  it('shows any text as it is, in a cell and as a paragraph', () => {
    fc.assert(
      fc.property(hostile, (parts) => {
        const value = parts.join('');
        const shown = plain(value);
        expect(cellOf(text(value)), text(value)).to.equal(shown);
        if (shown !== '') expect(contentOf(marked.parse(text(value)))).to.equal(shown);
      }),
      { numRuns: 500 },
    );
  });

  it('shows any name as it is, as code', () => {
    fc.assert(
      fc.property(hostile, (parts) => {
        const value = parts.join('');
        expect(cellOf(code(value)).replaceAll('\u00A0', ' '), code(value)).to.equal(
          plain(value, false),
        );
      }),
      { numRuns: 500 },
    );
  });

  it('makes no element of a text but line breaks, and of a name but code', () => {
    fc.assert(
      fc.property(hostile, (parts) => {
        const value = parts.join('');
        const elements = (markdown: string): string[] =>
          [...parse(markdown).matchAll(/<(?<name>[a-z]+)/gu)].map(({ groups }) => groups!['name']!);
        const inText = elements(text(value)).filter((name) => !['p', 'br', 'a'].includes(name));
        const inCode = elements(`x ${code(value)}`).filter(
          (name) => !['p', 'br', 'code'].includes(name),
        );
        expect([inText, inCode]).to.deep.equal([[], []]);
      }),
    );
  });

  it('keeps plain texts readable in the source', () => {
    expect(text('The user_account that pays, e.g. 10 % (net)')).to.equal(
      'The user_account that pays, e.g. 10 % (net)',
    );
    expect(code("'new'::text")).to.equal("`'new'::text`");
    expect(link('user', 'table-user')).to.equal('[`user`](#table-user)');
    expect(link('gone', null)).to.equal('`gone`');
  });

  it('leaves out columns of a table that hold nothing, and a table without rows', () => {
    expect(table(['A', 'B', 'C'], [['1', '', '3']])).to.equal(
      '| A | C |\n| --- | --- |\n| 1 | 3 |',
    );
    expect(table(['A'], [])).to.equal('');
  });
});

/** What a reader should see: without what no text can show, and line breaks as one. */
function plain(value: string, isTrimmed = true): string {
  const lines = (isTrimmed ? value.trim().replaceAll('\t', ' ') : value)
    .replaceAll(/(?![\t\n\r])\p{Cc}/gu, '\uFFFD')
    .replaceAll(/\r\n?|\n|\u2028|\u2029/gu, '\n');
  return squeezed(lines);
}

/** HTML shows runs of spaces as one. */
function squeezed(value: string): string {
  return value
    .replaceAll(/[ \t\u00A0]+/gu, ' ')
    .replaceAll(/ ?\n ?/gu, '\n')
    .trim();
}

function parse(markdown: string): string {
  return marked.parse(markdown) as string;
}

function cellOf(markdown: string): string {
  const page = parse(`| a | b |\n| --- | --- |\n| ${markdown} | end |`);
  const cells = [...page.matchAll(/<td>(?<content>[\s\S]*?)<\/td>/gu)];
  expect(cells, markdown).to.have.length(2);
  return contentOf(cells[0]!.groups!['content']!);
}

/** The text of HTML without elements other than line breaks. */
function contentOf(page: string | Promise<string>): string {
  const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: ' ' };
  return squeezed(
    String(page)
      .replaceAll(/<br\s*\/?>/gu, '\n')
      .replaceAll(/<[^>]+>/gu, '')
      .replaceAll(/&(?:#(?<number>\d+)|(?<name>\w+));/gu, (all, number?: string, name?: string) =>
        number === undefined ? (entities[name ?? ''] ?? all) : String.fromCodePoint(Number(number)),
      ),
  );
}
