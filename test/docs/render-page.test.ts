import { expect } from 'chai';
import { ground, useDictionaryPages } from '../support/dictionary-pages.ts';
import { hostileCatalog, hostileTexts } from '../support/hostile-catalog.ts';
import { shopCatalog } from '../support/shop-catalog.ts';

describe('the HTML dictionary in Chromium', function () {
  this.timeout(30_000);
  const open = useDictionaryPages({ 50: shopCatalog(50), hostile: hostileCatalog });

  it('prints all tables in light, without what cannot be clicked on paper', async () => {
    const { page } = await open('50', '#table-billing_item', { theme: 'dark' });
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('main > section:visible').count()).to.equal(51);
    expect(await page.locator('#search:visible, nav:visible, button:visible').count()).to.equal(0);
    expect(await page.evaluate(ground)).to.equal('rgb(255, 255, 255)');
    const pdf = await page.pdf({ format: 'A4' });
    expect(pdf.toString('latin1').match(/\/Type \/Page\b/gu)!.length).to.be.greaterThan(20);
  });

  it('reads in full without its script', async () => {
    const { page } = await open('50', '', { hasScript: false });
    expect(await page.locator('main > section:visible').count()).to.equal(51);
    expect(await page.locator('button:visible, #search:visible').count()).to.equal(0);
  });

  it('shows whatever names and comments hold, and runs none of it', async () => {
    const { page, complaints } = await open('hostile');
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
