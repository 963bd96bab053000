import type { CatalogConstraint, CatalogIndex, CatalogTable } from './catalog.ts';

/** What PostgreSQL writes between the parent of a partition and its bounds. */
const beforeBounds = / (?=DEFAULT$|FOR VALUES )/u;

/** Whether a table is a partition: a part of another one, which says what it holds. */
export function isPartition({ parents }: CatalogTable): boolean {
  return parents !== null && beforeBounds.test(parents);
}

/**
 * A table without the constraints and indexes that it has from another: PostgreSQL names those of a
 * partition by itself, when it is made or attached, and those that are inherited as the parent does.
 *
 * @param all among which its parents are
 */
export function withoutInherited(table: CatalogTable, all: readonly CatalogTable[]): CatalogTable {
  if (table.parents === null) return table;
  const parents = parentsOf(table.parents, all);
  const { constraints, indexes } = isPartition(table)
    ? {
        constraints: table.constraints.filter((own) => !parents.some(hasConstraint(own))),
        indexes: table.indexes.filter((own) => !parents.some(hasIndex(own))),
      }
    : {
        constraints: table.constraints.filter(
          (own) => own.kind !== 'ck' || !parents.some(hasConstraint(own)),
        ),
        indexes: table.indexes,
      };
  return { ...table, constraints, indexes };
}

function parentsOf(text: string, all: readonly CatalogTable[]): readonly CatalogTable[] {
  const [names = ''] = text.split(beforeBounds);
  const plain = new Set(names.replaceAll('"', '').split(', '));
  return all.filter(({ schema, name }) => plain.has(`${schema}.${name}`));
}

function hasConstraint(own: CatalogConstraint): (parent: CatalogTable) => boolean {
  return ({ constraints }) =>
    constraints.some(
      ({ kind, columns, definition }) =>
        kind === own.kind &&
        String(columns) === String(own.columns) &&
        (kind !== 'ck' || definition === own.definition),
    );
}

function hasIndex(own: CatalogIndex): (parent: CatalogTable) => boolean {
  const textOf = (index: CatalogIndex): string => JSON.stringify([index.unique, index.columns]);
  return ({ indexes }) => indexes.some((index) => textOf(index) === textOf(own));
}
