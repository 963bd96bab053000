import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { makeDictionary } from '../../lib/docs/dictionary.ts';
import { renderHtml } from '../../lib/docs/render-html.ts';
import { emptyCatalog, shopCatalog } from '../support/shop-catalog.ts';

const assets = { script: 'const script = 1;', style: 'p { color: red }' };

describe('the HTML dictionary', () => {
  it('names no address, and lets run its own script only', () => {
    const page = renderHtml(makeDictionary(shopCatalog(5)), assets);
    expect(page).to.not.match(/https?:|src=|<link|@import|url\(/u);
    const hash = createHash('sha256').update(assets.script).digest('base64');
    expect(page).to.include(`default-src &#39;none&#39;; script-src &#39;sha256-${hash}&#39;`);
    expect(page).to.include(`<script>${assets.script}</script>`);
  });

  it('is the same for the same catalog', () => {
    const render = (): string => renderHtml(makeDictionary(shopCatalog(50)), assets);
    expect(render()).to.equal(render());
  });

  it('has no two elements of one id, and no link to nothing', () => {
    const page = renderHtml(makeDictionary(shopCatalog(200)), assets);
    const ids = [...page.matchAll(/ id="(?<id>[^"]*)"/gu)].map(({ groups }) => groups!['id']);
    expect(new Set(ids).size).to.equal(ids.length);
    const targets = [...page.matchAll(/ href="#(?<id>[^"]+)"/gu)].map(
      ({ groups }) => groups!['id'],
    );
    expect(targets.filter((target) => !ids.includes(target))).to.deep.equal([]);
  });

  it('says of an empty database that it is empty', () => {
    const page = renderHtml(makeDictionary(emptyCatalog), assets);
    expect(page).to.include('The database holds no tables.');
  });
});
