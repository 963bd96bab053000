import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { expectText, useDictionaryPages } from '../../support/dictionary-pages.ts';
import { overlapsOf } from '../../support/overlaps.ts';
import { shopCatalog } from '../../support/shop-catalog.ts';

describe('the diagrams of the HTML dictionary', function () {
  this.timeout(30_000);
  const open = useDictionaryPages({
    5: shopCatalog(5),
    50: shopCatalog(50),
    200: shopCatalog(200),
  });

  for (const size of [5, 50, 200]) {
    describe(`at ${size} tables`, () => {
      it('opens without a complaint, a request or a box over another', async () => {
        const { page, complaints } = await open(`${size}`);
        await expectText(page.locator('h2:visible'), ['Overview']);
        expect(await page.locator('#overview .box').count()).to.equal(size);
        expect(overlapsOf(await boxesOf(page))).to.deep.equal([]);
        expect(complaints).to.deep.equal([]);
      });

      it('shows the neighbourhood of a table that is clicked, and of one in it', async () => {
        const { page, complaints } = await open(`${size}`);
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
          const { page } = await open(`${size}`, '#table-billing_invoice', { width });
          expect(await overflow(page), `a table at ${width} pixels`).to.equal(0);
          await page.evaluate("location.hash = ''");
          await page.locator('#overview').waitFor();
          expect(await overflow(page), `the overview at ${width} pixels`).to.equal(0);
        }
      });
    });
  }
});

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
