import { expect } from 'chai';
import { expectText, useDictionaryPages } from '../../support/dictionary-pages.ts';
import { shopCatalog } from '../../support/shop-catalog.ts';

describe('the search of the HTML dictionary', function () {
  this.timeout(30_000);
  const open = useDictionaryPages({ 50: shopCatalog(50), 200: shopCatalog(200) });

  it('finds tables and columns by what is typed, and says how many', async () => {
    const { page } = await open('200');
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
    const { page } = await open('50');
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
});
