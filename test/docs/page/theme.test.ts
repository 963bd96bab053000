import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect } from 'chai';
import { ground, useDictionaryPages } from '../../support/dictionary-pages.ts';
import { hostileCatalog } from '../../support/hostile-catalog.ts';
import { shopCatalog } from '../../support/shop-catalog.ts';

const require = createRequire(import.meta.url);
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

describe('the themes of the HTML dictionary', function () {
  this.timeout(30_000);
  const open = useDictionaryPages({ 5: shopCatalog(5), hostile: hostileCatalog });

  it('is dark where the system is, changes by a button, and remembers it', async () => {
    const { page } = await open('5', '', { theme: 'dark' });
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
        ['5', ''],
        ['5', '#table-billing_invoice'],
        ['hostile', '#others'],
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
});

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
