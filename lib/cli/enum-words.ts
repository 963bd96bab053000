import type { Catalog, CatalogTable } from '../catalog/catalog.ts';
import type { LiveColumn } from '../snapshot/live-table.ts';

/**
 * The words that a column can hold: of an enum of the database, or of the check that Knex makes of
 * `enu`; undefined where nothing limits it to a list.
 */
export function wordsOf(
  { name, type, form }: LiveColumn,
  { constraints }: CatalogTable,
  { types }: Catalog,
): readonly string[] | undefined {
  if (/^enum\(/iu.test(type)) return textsIn(type);
  if (form === 'enum') {
    const bare = type.replaceAll('"', '').split('.').at(-1);
    const found = types.find((each) => each.kind === 'enum' && each.name === bare);
    return found?.values;
  }
  for (const { kind, columns, definition } of constraints) {
    if (kind !== 'ck' || columns.length !== 1 || columns[0] !== name) continue;
    const list = listed.exec(definition)?.groups?.['list'];
    if (list !== undefined) return textsIn(list);
  }
  return undefined;
}

const text = String.raw`'(?:[^']|'')*'(?:::[\w ()]+?)?`;
const field = String.raw`\(*[\x60"]?[\p{L}\p{N}_$ ]+[\x60"]?(?:\)?::[\w ]+)?`;

/** `check (size in ('small', 'large'))`, which PostgreSQL keeps as `size = ANY (ARRAY[…])`. */
const listed = new RegExp(
  String.raw`^check \(${field}(?<!\bnot) (?:in|= any) \(+(?:array\[)?(?<list>${text}(?:, ?${text})*)\]?[)\w:\[\] ]*$`,
  'iu',
);

function textsIn(sql: string): string[] {
  return [...sql.matchAll(/'(?<text>(?:[^']|'')*)'/gu)].map(({ groups }) =>
    (groups?.['text'] ?? '').replaceAll("''", "'"),
  );
}
