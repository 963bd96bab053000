import type { Catalog, CatalogTable } from '../catalog/catalog.ts';
import { namesIn } from './check-text.ts';

/**
 * Values of the columns by which a table is partitioned that one of its partitions takes: the lower
 * bounds, which belong to it, and the members of lists. Where a partition takes all others, any do.
 */
export function partitionValues(
  { tables }: Catalog,
  { schema, name, partitionBy, columns }: CatalogTable,
): ReadonlyMap<string, readonly string[]> {
  const keys = namesIn(
    partitionBy ?? '',
    columns.map((column) => column.name),
  );
  const bounds = tables.flatMap(({ parents }) => {
    const [parent, bound] = parents?.split(/ (?=DEFAULT$|FOR VALUES )/u) ?? [];
    const plain = parent?.replaceAll('"', '');
    return plain === `${schema}.${name}` && bound !== undefined ? [bound] : [];
  });
  if (bounds.includes('DEFAULT')) return new Map();
  const lists = bounds.flatMap((bound) => {
    const { from, members } = form.exec(bound)?.groups ?? {};
    if (members !== undefined) return splitValues(members).map((member) => [member]);
    return from === undefined || /\bMINVALUE\b/u.test(from) ? [] : [splitValues(from)];
  });
  return new Map(
    keys.flatMap((key, index) => {
      const values = lists.flatMap((list) => list[index] ?? []);
      return values.length > 0 ? [[key, values] as const] : [];
    }),
  );
}

const form = /^FOR VALUES (?:IN \((?<members>.*)\)|FROM \((?<from>.*)\) TO )/su;

function splitValues(list: string): string[] {
  return [...list.matchAll(/'(?:[^']|'')*'|[^,\s]+/gu)].map(([value]) => value);
}
