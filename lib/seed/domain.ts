import type { Catalog, CatalogType } from '../catalog/catalog.ts';

/** A domain down to the type that it is made of. */
export interface Domain {
  readonly base: string;
  readonly nullable: boolean;
  /** Each takes the name of a column and gives the check as one of it. */
  readonly checks: readonly ((column: string) => string)[];
}

/** A type by the name that PostgreSQL prints. */
export function typeNamed(catalog: Catalog, printed: string): CatalogType | undefined {
  return catalog.types.find(({ schema, name }) =>
    [
      `${schema}.${name}`,
      `"${schema}"."${name}"`,
      `${schema}."${name}"`,
      `"${schema}".${name}`,
    ].includes(printed),
  );
}

/** What is behind a domain; undefined for types that are none. */
export function domainOf(catalog: Catalog, printed: string): Domain | undefined {
  const type = typeNamed(catalog, printed);
  if (type?.kind !== 'domain' || type.definition === null) return undefined;
  const [base = '', ...rest] = type.definition.split(
    / (?=(?:collate|default|not null|constraint) )/u,
  );
  const own = rest.filter((part) => part.startsWith('constraint '));
  const inner = domainOf(catalog, base.trim());
  const checks = own.map(
    (part) =>
      (column: string): string =>
        part.slice(part.indexOf('CHECK')).replaceAll(/\bVALUE\b/gu, () => column),
  );
  const isNotNull = /(?:^| )not null(?: |$)/u.test(type.definition.replaceAll(/'[^']*'/gu, ''));
  return {
    base: inner?.base ?? base.trim(),
    nullable: !isNotNull && inner?.nullable !== false,
    checks: [...(inner?.checks ?? []), ...checks],
  };
}
