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
  const paths = names.match(/(?:"(?:[^"]|"")*"|[^",])+/gu) ?? [];
  const places = new Set(paths.map((path) => JSON.stringify(partsOf(path.trim()))));
  return all.filter(({ schema, name }) => places.has(JSON.stringify([schema, name])));
}

/** Schema and name as they are without quotes. */
function partsOf(path: string): readonly string[] {
  const parts = path.match(/"(?:[^"]|"")*"|[^".]+/gu) ?? [];
  return parts.map((part) =>
    part.startsWith('"') ? part.slice(1, -1).replaceAll('""', '"') : part,
  );
}

/** What a partition has of its parent is the same under a name of its own; but for checks, which are known by it. */
function hasConstraint(own: CatalogConstraint): (parent: CatalogTable) => boolean {
  return ({ constraints }) =>
    constraints.some(
      ({ kind, name, definition }) =>
        kind === own.kind && definition === own.definition && (kind !== 'ck' || name === own.name),
    );
}

function hasIndex(own: CatalogIndex): (parent: CatalogTable) => boolean {
  return ({ indexes }) => indexes.some((index) => coverOf(index) === coverOf(own));
}

/** What an index is of: not how it is stored, which a partition may have otherwise. */
function coverOf({ unique, definition }: CatalogIndex): string {
  const cover = definition.replaceAll(/ WITH \([^)]*\)|(?: CLUSTER| REPLICA IDENTITY)+$/gu, '');
  return `${String(unique)} ${cover}`;
}
