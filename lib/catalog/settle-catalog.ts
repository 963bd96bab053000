import type { Catalog, CatalogConstraintKind, CatalogTable, CatalogView } from './catalog.ts';

const kindOrder: readonly CatalogConstraintKind[] = ['pk', 'fk', 'uq', 'ck', 'ex', 'nn'];

/** Sorts all lists of a catalog but those that have an order of their own, and freezes all of it. */
export function settleCatalog(catalog: Catalog): Catalog {
  return deepFreeze({
    dialect: catalog.dialect,
    schemas: sortBy(catalog.schemas, ({ name }) => [name]),
    tables: sortBy(
      catalog.tables.map((table) => settleRelation(table)),
      ({ schema, name }) => [schema, name],
    ),
    views: sortBy(
      catalog.views.map((view) => settleRelation(view)),
      ({ schema, name }) => [schema, name],
    ),
    types: sortBy(catalog.types, ({ schema, name }) => [schema, name]),
    sequences: sortBy(catalog.sequences, ({ schema, name }) => [schema, name]),
    functions: sortBy(catalog.functions, (each) => [
      each.schema,
      each.name,
      each.arguments,
      each.kind,
    ]),
    triggers: sortBy(catalog.triggers, ({ schema, table, name }) => [schema, table, name]),
    policies: sortBy(catalog.policies, ({ schema, table, name }) => [schema, table, name]),
    extensions: sortBy(catalog.extensions, ({ name }) => [name]),
    grants: sortBy(catalog.grants, (grant) => [
      grant.kind,
      grant.schema,
      grant.name,
      grant.grantee,
      grant.privilege,
      String(grant.grantable),
    ]),
    others: sortBy(catalog.others, ({ kind, schema, name }) => [kind, schema, name]),
  });
}

/** Sorts and freezes a table or a view; one that is frozen stays the same. */
export function settleRelation<T extends CatalogTable | CatalogView>(relation: T): T {
  if (Object.isFrozen(relation)) return relation;
  const indexes = sortBy(relation.indexes, ({ name }) => [name]);
  if (!('constraints' in relation)) return deepFreeze({ ...relation, indexes });
  const constraints = sortBy(relation.constraints, ({ kind, name, columns, definition }) => [
    String(kindOrder.indexOf(kind)),
    name ?? '',
    ...columns,
    definition,
  ]);
  return deepFreeze({ ...relation, constraints, indexes });
}

/** Sorts by code units, so that the order is the same on every machine. */
function sortBy<T>(items: readonly T[], keyOf: (item: T) => readonly (string | null)[]): T[] {
  if (items.length < 2) return [...items];
  return items
    .map((item) => ({ item, key: keyOf(item).map((part) => part ?? '') }))
    .sort((a, b) => compareLists(a.key, b.key))
    .map(({ item }) => item);
}

function compareLists(a: readonly string[], b: readonly string[]): number {
  for (let at = 0; at < a.length; at += 1) {
    const part = a[at] ?? '';
    const other = b[at] ?? '';
    if (part !== other) return part < other ? -1 : 1;
  }
  return a.length - b.length;
}

function deepFreeze<T extends object>(value: T): T {
  if (Object.isFrozen(value)) return value;
  for (const part of Object.values(value)) {
    if (typeof part === 'object' && part !== null) deepFreeze(part as object);
  }
  return Object.freeze(value);
}
