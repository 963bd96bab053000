import { readFile } from 'node:fs/promises';
import type { Dictionary } from './dictionary.ts';
import { renderHtml } from './render-html.ts';

/**
 * Writes a dictionary as one page of HTML, with the script and the style that scripts/build.ts has
 * made of `page/`. From `lib/docs` and from `dist/docs`, where this file is built to, the way to
 * them is the same.
 */
export async function renderPage(dictionary: Dictionary): Promise<string> {
  const read = (name: string): Promise<string> =>
    readFile(new URL(`../../dist/docs/${name}`, import.meta.url), 'utf8');
  const [script, style] = await Promise.all([read('page.js'), read('page.css')]);
  return renderHtml(dictionary, { script, style });
}
