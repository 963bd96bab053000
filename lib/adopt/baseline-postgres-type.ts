import type { CatalogType } from '../catalog/catalog.ts';
import { postgresLiteral } from '../schema/sql-literal.ts';

/** What stands behind CREATE TYPE … AS. */
export function typeSql({ kind, values, definition }: CatalogType): string {
  if (kind === 'enum') return `enum (${values.map(postgresLiteral).join(', ')})`;
  if (kind === 'domain') return definition ?? '';
  if (kind === 'composite') return `(${definition ?? ''})`;
  const [subtype = '', ...rest] = (definition ?? '').split(', ');
  const options = rest.map((text) =>
    text
      .replace(/^operator class /u, 'subtype_opclass = ')
      .replace(/^(collation|canonical|subtype_diff) /u, '$1 = '),
  );
  return `range (${[`subtype = ${subtype}`, ...options].join(', ')})`;
}

/** An aggregate's options, with words for the letter of the catalog. */
export function aggregateSql(definition: string): string {
  const words: Readonly<Record<string, string>> = { u: 'unsafe', r: 'restricted', s: 'safe' };
  return definition.replace(
    /parallel = (?<letter>\w)$/u,
    (_, letter: string) => `parallel = ${words[letter]}`,
  );
}
