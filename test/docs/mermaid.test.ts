import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import type { CatalogTable } from '../../lib/catalog/catalog.ts';
import { makeDictionary } from '../../lib/docs/dictionary.ts';
import { erDiagram } from '../../lib/docs/mermaid.ts';
import { renderMarkdown } from '../../lib/docs/render-markdown.ts';
import { useBrowser } from '../support/browser.ts';
import {
  columnOf,
  constraintOf,
  emptyCatalog,
  foreignKeyOf,
  shopCatalog,
  tableOf,
} from '../support/shop-catalog.ts';

const require = createRequire(import.meta.url);

/** Words of the language, its signs, and what it does to texts. */
const hostileNames = [
  'order',
  'end',
  'class',
  'style',
  'title',
  'one',
  'many',
  'to',
  'u',
  'subgraph',
  'erDiagram',
  'direction TB',
  'accTitle: x',
  'classDef',
  'only one',
  'zero or more',
  '1',
  '2fast',
  'a"b',
  "it's",
  'a%b',
  '%%{init}%%',
  'a\\b',
  'a\nb',
  '<b>x</b>',
  '&amp;',
  '#35;',
  '#quot;',
  'a;b',
  '}',
  '{',
  '|',
  '--',
  '`x`',
  '表',
  'größe',
  '😀',
  ' ',
  'a~b~c',
  'pk',
  'FK',
  'uk-1',
  'a.b',
  'a,b',
  '[x]',
  '(x)',
  '__x__',
  '*x*',
  '_x_',
  '',
];

describe('the Mermaid that GitHub draws', () => {
  const open = useBrowser();

  async function openMermaid(): Promise<Page> {
    const { page } = await open('about:blank');
    const file = require.resolve('@mermaid-js/tiny');
    await page.setContent('<!doctype html><body></body>');
    await page.addScriptTag({ content: readFileSync(file, 'utf8') });
    return page;
  }

  it('is read, and draws each name as it is, whatever tables, columns and types are called', async () => {
    const page = await openMermaid();
    const names = hostileNames.filter((name) => name.trim() !== '');
    const dictionary = makeDictionary({
      ...emptyCatalog,
      tables: hostileNames.map((name) => hostileTable(name)),
    });
    const diagram = erDiagram(dictionary.tables, dictionary.references, () => 'keys');
    const texts = await page.evaluate(drawn, diagram);
    for (const name of names) expect(texts).to.include(name.replace('\n', ' '));
  });

  for (const size of [5, 50, 200]) {
    it(`is read in each diagram of ${size} tables, within GitHub's limits`, async function () {
      this.timeout(30_000);
      const page = await openMermaid();
      const markdown = renderMarkdown(makeDictionary(shopCatalog(size)));
      const diagrams = [...markdown.matchAll(/```mermaid\n(?<text>[\s\S]*?)\n```/gu)].map(
        ({ groups }) => groups!['text']!,
      );
      expect(diagrams.length).to.be.greaterThan(size > 12 ? size / 2 : 0);
      for (const diagram of diagrams) {
        expect(diagram.length).to.be.below(50_000);
        expect(diagram.match(/--/gu)!.length).to.be.below(500);
      }
      expect(await page.evaluate(read, diagrams)).to.deep.equal([]);
    });
  }
});

function hostileTable(name: string): CatalogTable {
  return tableOf(name, [columnOf('id'), columnOf(name, name)], {
    constraints: [
      constraintOf('pk', 'pk', ['id', name]),
      foreignKeyOf('fk', name, name),
      foreignKeyOf('fk', 'id', 'order'),
    ],
  });
}

interface Mermaid {
  initialize(options: object): void;
  parse(text: string): Promise<unknown>;
  render(id: string, text: string): Promise<{ svg: string }>;
}

/** Runs in the page: what was not read, and why. */
async function read(diagrams: readonly string[]): Promise<string[]> {
  const { mermaid } = globalThis as unknown as { mermaid: Mermaid };
  const errors: string[] = [];
  for (const diagram of diagrams) {
    await mermaid.parse(diagram).catch((error: unknown) => errors.push(`${error}\n${diagram}`));
  }
  return errors;
}

/** Runs in the page: the texts that a diagram shows. */
async function drawn(diagram: string): Promise<string[]> {
  const { mermaid, DOMParser } = globalThis as unknown as {
    mermaid: Mermaid;
    DOMParser: new () => {
      parseFromString(
        text: string,
        type: string,
      ): { querySelectorAll(selector: string): Iterable<{ textContent: string }> };
    };
  };
  mermaid.initialize({ startOnLoad: false, maxTextSize: 100_000 });
  const { svg } = await mermaid.render('diagram', diagram);
  const labels = new DOMParser().parseFromString(svg, 'text/html').querySelectorAll('.label');
  return [...labels].map(({ textContent }) => textContent.replaceAll(/\s+/gu, ' ').trim());
}
