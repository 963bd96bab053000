import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import type { Locator } from 'playwright-core';
import type { Catalog } from '../../lib/catalog/catalog.ts';
import { makeDictionary } from '../../lib/docs/dictionary.ts';
import { renderPage } from '../../lib/docs/render-page.ts';
import { useBrowser, type Look, type WatchedPage } from './browser.ts';

/**
 * Gives the surrounding suite HTML dictionaries on disk, and Chromium to open them.
 *
 * @returns a function that opens one by its name and the # of its address
 */
export function useDictionaryPages(
  catalogs: Readonly<Record<string, Catalog>>,
): (name: string, hash?: string, look?: Look) => Promise<WatchedPage> {
  const open = useBrowser();
  let folder = '';
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'knex-stairway-docs-'));
    for (const [name, catalog] of Object.entries(catalogs)) {
      const page = await renderPage(makeDictionary(catalog, 'Shop'));
      writeFileSync(join(folder, `${name}.html`), page);
    }
  });
  after(() => rmSync(folder, { recursive: true, force: true }));
  return (name, hash = '', look) =>
    open(`${pathToFileURL(join(folder, `${name}.html`)).href}${hash}`, look);
}

/** Waits for an element, and asserts the texts of all that are found. */
export async function expectText(locator: Locator, texts: readonly string[]): Promise<void> {
  await locator.first().waitFor();
  expect(await locator.allTextContents()).to.deep.equal(texts);
}

/** An expression for the page: what colour it lies on. */
export const ground = 'getComputedStyle(document.documentElement).backgroundColor';
