import type { Catalog } from '../../lib/catalog/catalog.ts';
import { columnOf, emptyCatalog, tableOf } from './shop-catalog.ts';

/** Texts that would do something on a page which did not escape them. */
export const hostileTexts = [
  '</script><script>alert(1)</script>',
  '<img src=x onerror="alert(1)">',
  `"' onmouseover='alert(1)' x="`,
  '<!-- <script>',
  '&lt;b&gt; `${x}` \\u003c',
  '表 größe 😀 \u202Ertl',
  'constructor',
  'javascript:alert(1)',
];

/** Tables, columns, types, defaults and comments of those texts. */
export const hostileCatalog: Catalog = {
  ...emptyCatalog,
  tables: hostileTexts.map((text) =>
    tableOf(text, [columnOf(text, text, text, true, text)], { comment: text }),
  ),
  types: hostileTexts.map((text) => ({
    schema: 'public',
    name: text,
    kind: 'enum',
    comment: text,
    values: [text],
    definition: null,
  })),
};
