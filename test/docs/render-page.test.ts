import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import type { Locator, Page } from 'playwright-core';
import { makeDictionary } from '../../lib/docs/dictionary.ts';
import { renderPage } from '../../lib/docs/render-page.ts';
import { useBrowser, type Look, type WatchedPage } from '../support/browser.ts';
import { overlapsOf } from '../support/overlaps.ts';
import { columnOf, emptyCatalog, shopCatalog, tableOf } from '../support/shop-catalog.ts';

const require = createRequire(import.meta.url);
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

describe('the HTML dictionary in Chromium', function () {
  this.timeout(30_000);
  const openUrl = useBrowser();
  const folder = mkdtempSync(join(tmpdir(), 'knex-stairway-docs-'));
  const open = (name: string, hash = '', look?: Look): Promise<WatchedPage> =>
    openUrl(`${pathToFileURL(join(folder, name)).href}${hash}`, look);

  before(async () => {
    for (const size of [5, 50, 200]) {
      const page = await renderPage(makeDictionary(shopCatalog(size), 'Shop'));
      writeFileSync(join(folder, `${size}.html`), page);
    }
    writeFileSync(join(folder, 'hostile.html'), await renderPage(makeDictionary(hostileCatalog)));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  for (const size of [5, 50, 200]) {
    describe(`at ${size} tables`, () => {
      it('opens without a complaint, a request or a box over another', async () => {
        const { page, complaints } = await open(`${size}.html`);
        await expectText(page.locator('h2:visible'), ['Overview']);
        expect(await page.locator('#overview .box').count()).to.equal(size);
        expect(overlapsOf(await boxesOf(page))).to.deep.equal([]);
        expect(complaints).to.deep.equal([]);
      });

      it('shows the neighbourhood of a table that is clicked, and of one in it', async () => {
        const { page, complaints } = await open(`${size}.html`);
        await page.locator('#list a', { hasText: 'shipping_invoice' }).first().click();
        await expectText(page.locator('h2:visible'), ['shipping_invoice']);
        const names = await page.locator('section:visible .box .name').allTextContents();
        expect(names).to.include.members(['shipping_invoice', 'user_account']);
        await page.getByRole('button', { name: 'Two steps' }).click();
        expect(await page.locator('section:visible .box').count()).to.be.at.least(
          Math.min(names.length + 1, size),
        );
        expect(overlapsOf(await boxesOf(page))).to.deep.equal([]);
        await page.locator('section:visible .box', { hasText: 'user_account' }).first().click();
        await expectText(page.locator('h2:visible'), ['user_account']);
        expect(overlapsOf(await boxesOf(page))).to.deep.equal([]);
        expect(complaints).to.deep.equal([]);
      });

      it('keeps within a page of 1280 and of 400 pixels', async () => {
        for (const width of [1280, 400]) {
          const { page } = await open(`${size}.html`, '#table-billing_invoice', { width });
          expect(await overflow(page), `a table at ${width} pixels`).to.equal(0);
          await page.evaluate("location.hash = ''");
          await page.locator('#overview').waitFor();
          expect(await overflow(page), `the overview at ${width} pixels`).to.equal(0);
        }
      });
    });
  }

  it('finds tables and columns by what is typed, and says how many', async () => {
    const { page } = await open('200.html');
    await page.keyboard.press('/');
    await page.keyboard.type('Billing_no');
    await expectText(page.locator('#list li a > span'), ['billing_note', 'billing_tag']);
    await expectText(page.locator('#found'), ['2 of 200 found']);
    await page.keyboard.press('Escape');
    await page.keyboard.type('catalog_invoice_id');
    expect(await page.locator('#list .hits').allTextContents()).to.include('catalog_invoice_id');
    await page.keyboard.press('Escape');
    await page.keyboard.type('no such thing');
    await expectText(page.locator('#found'), ['Nothing found']);
  });

  it('can be used by the keyboard alone', async () => {
    const { page } = await open('50.html');
    await page.keyboard.press('Tab');
    await expectText(page.locator(':focus'), ['Skip to content']);
    await page.keyboard.press('/');
    await page.keyboard.type('fraud');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expectText(page.locator(':focus'), ['fraud_item']);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.locator('[data-depth="2"]:visible').getAttribute('aria-pressed')).to.equal(
      'true',
    );
    await page.keyboard.press('Tab');
    while (!(await page.locator('.box:focus').count())) await page.keyboard.press('Tab');
    const name = await page.locator('.box:focus .name').textContent();
    await page.keyboard.press('Enter');
    await expectText(page.locator('h2:visible'), [name!]);
    await page.goBack();
    await expectText(page.locator('h2:visible'), ['fraud_item']);
  });

  it('is dark where the system is, changes by a button, and remembers it', async () => {
    const { page } = await open('5.html', '', { theme: 'dark' });
    expect(await page.evaluate(ground)).to.equal('rgb(20, 22, 26)');
    await page.getByRole('button', { name: 'Dark theme' }).click();
    expect(await page.evaluate(ground)).to.equal('rgb(250, 250, 248)');
    await page.reload();
    expect(await page.evaluate(ground)).to.equal('rgb(250, 250, 248)');
    expect(await page.locator('#theme').getAttribute('aria-pressed')).to.equal('false');
  });

  for (const theme of ['light', 'dark'] as const) {
    it(`has no fault that axe finds, contrast among them, in the ${theme} theme`, async () => {
      for (const [name, hash] of [
        ['5.html', ''],
        ['5.html', '#table-billing_invoice'],
        ['hostile.html', '#others'],
      ] as const) {
        const { page } = await open(name, hash, { theme });
        // As a program of the browser, not of the page, whose policy runs no other script.
        await page.evaluate(`${axe}; globalThis.axe = axe`);
        expect(await page.evaluate(faults), `${name}${hash}`).to.deep.equal([]);
        for (const [selector, least] of [
          ['.box text', 4.5],
          ['.box .frame', 1.5],
        ] as const) {
          for (const each of await page.evaluate<number[]>(svgContrasts(selector))) {
            expect(each, `${selector} of ${name}${hash}`).to.be.at.least(least);
          }
        }
      }
    });
  }

  it('prints all tables in light, without what cannot be clicked on paper', async () => {
    const { page } = await open('50.html', '#table-billing_item', { theme: 'dark' });
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('main > section:visible').count()).to.equal(51);
    expect(await page.locator('#search:visible, nav:visible, button:visible').count()).to.equal(0);
    expect(await page.evaluate(ground)).to.equal('rgb(255, 255, 255)');
    const pdf = await page.pdf({ format: 'A4' });
    expect(pdf.toString('latin1').match(/\/Type \/Page\b/gu)!.length).to.be.greaterThan(20);
  });

  it('reads in full without its script', async () => {
    const { page } = await open('50.html');
    const context = await page.context().browser()!.newContext({ javaScriptEnabled: false });
    const plain = await context.newPage();
    await plain.goto(pathToFileURL(join(folder, '50.html')).href);
    expect(await plain.locator('main > section:visible').count()).to.equal(51);
    expect(await plain.locator('button:visible, #search:visible').count()).to.equal(0);
    await context.close();
  });

  it('shows whatever names and comments hold, and runs none of it', async () => {
    const { page, complaints } = await open('hostile.html');
    for (const [place, text] of hostileTexts.entries()) {
      await page.locator('#list a').nth(place).click();
      const section = page.locator('main > section:visible');
      expect(await section.locator('h2').textContent()).to.equal(text);
      expect(await section.locator('.lead').textContent()).to.equal(text);
      const cells = await section.locator('.columns tbody th code').allTextContents();
      expect(cells).to.deep.equal([text]);
    }
    expect(await page.locator('img, script[src], b').count()).to.equal(0);
    expect(complaints).to.deep.equal([]);
  });
});

const hostileTexts = [
  '</script><script>alert(1)</script>',
  '<img src=x onerror="alert(1)">',
  `"' onmouseover='alert(1)' x="`,
  '<!-- <script>',
  '&lt;b&gt; `${x}` \\u003c',
  '表 größe 😀 \u202Ertl',
  'constructor',
  'javascript:alert(1)',
];

const hostileCatalog = {
  ...emptyCatalog,
  tables: hostileTexts.map((text) =>
    tableOf(text, [columnOf(text, text, text, true, text)], { comment: text }),
  ),
  types: hostileTexts.map((text) => ({
    schema: 'public',
    name: text,
    kind: 'enum' as const,
    comment: text,
    values: [text],
    definition: null,
  })),
};

async function expectText(locator: Locator, texts: readonly string[]): Promise<void> {
  await locator.first().waitFor();
  expect(await locator.allTextContents()).to.deep.equal(texts);
}

/** The boxes of the diagram that is seen, as they were drawn. */
async function boxesOf(page: Page): Promise<Parameters<typeof overlapsOf>[0]> {
  return page.evaluate(
    `[...document.querySelectorAll('main > section:not([hidden]) .box .frame')].map((frame) => frame.getBoundingClientRect().toJSON())`,
  );
}

/** How many pixels of the page lie beyond its right border. */
function overflow(page: Page): Promise<number> {
  return page.evaluate('document.documentElement.scrollWidth - innerWidth');
}

const ground = 'getComputedStyle(document.documentElement).backgroundColor';

/** Runs in the page: what axe finds, by the rule and where. */
const faults = `axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'] })
  .then(({ violations }) => violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => id + ' ' + html.slice(0, 120) + failureSummary)))`;

/**
 * Runs in the page: how far the fill of texts, or the line of frames, stands out from what lies
 * behind (axe looks at no SVG).
 */
const svgContrasts = (selector: string): string => `
  (() => {
    const light = (color) => {
      const [r, g, b] = color.match(/[\\d.]+/gu).map((part) => {
        const value = Number(part) / 255;
        return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    return [...document.querySelectorAll('main > section:not([hidden]) ${selector}')].map((element) => {
      const style = getComputedStyle(element);
      const isText = element.tagName === 'text';
      const behind = isText
        ? getComputedStyle(element.closest('.box').querySelector('.frame')).fill
        : getComputedStyle(element.closest('.view')).backgroundColor;
      const [a, b] = [light(isText ? style.fill : style.stroke), light(behind)];
      return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    });
  })()`;
