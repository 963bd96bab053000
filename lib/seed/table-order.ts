import type { CatalogConstraint, CatalogTable } from '../catalog/catalog.ts';

/** What tables are told apart by. */
export function placeKey({ schema, name }: Pick<CatalogTable, 'schema' | 'name'>): string {
  return JSON.stringify([schema, name]);
}

/** The table that a foreign key refers to. */
export function referredKey({ referredSchema, referredTable }: CatalogConstraint): string {
  return JSON.stringify([referredSchema, referredTable]);
}

/** The first column of a foreign key that may be null, which lets go of it. */
export function nullableColumnOf(table: CatalogTable, key: CatalogConstraint): string | undefined {
  return key.columns.find((name) =>
    table.columns.some((column) => column.name === name && column.nullable),
  );
}

/**
 * Puts tables behind those that they refer to. Foreign keys that may be null can wait; tables that
 * refer to each other whatever happens come as one group, of which the first must go in before the
 * others, and the last holds what the first refers to.
 */
export function orderTables(tables: readonly CatalogTable[]): (readonly CatalogTable[])[] {
  const waiting = new Map(tables.map((table) => [placeKey(table), table]));
  const groups: (readonly CatalogTable[])[] = [];
  const take = (group: readonly CatalogTable[]): void => {
    groups.push(group);
    for (const table of group) waiting.delete(placeKey(table));
  };
  while (waiting.size > 0) {
    const all = [...waiting.values()];
    const ready = all.filter((table) => referredTables(table, waiting, false).length === 0);
    const soft = all.find((table) => referredTables(table, waiting, true).length === 0);
    if (ready.length > 0) for (const table of ready) take([table]);
    else take(soft === undefined ? circleOf(all, waiting) : [soft]);
  }
  return groups;
}

/** The waiting tables that a table refers to, itself not among them. */
function referredTables(
  table: CatalogTable,
  waiting: ReadonlyMap<string, CatalogTable>,
  mustOnly: boolean,
): CatalogTable[] {
  return table.constraints.flatMap((key) => {
    const referred = key.kind === 'fk' ? waiting.get(referredKey(key)) : undefined;
    const canWait = mustOnly && nullableColumnOf(table, key) !== undefined;
    return referred === undefined || referred === table || canWait ? [] : [referred];
  });
}

/** Follows foreign keys until a table comes again; each of `all` refers to another. */
function circleOf(
  all: readonly CatalogTable[],
  waiting: ReadonlyMap<string, CatalogTable>,
): CatalogTable[] {
  const path: CatalogTable[] = [];
  let next = all[0];
  while (next !== undefined && !path.includes(next)) {
    path.push(next);
    [next] = referredTables(next, waiting, true);
  }
  const circle = next === undefined ? path : path.slice(path.indexOf(next));
  // a → b → c → a: first a, then what refers to it, and b, to which it refers, last.
  const [first, ...rest] = circle;
  return first === undefined ? [] : [first, ...rest.toReversed()];
}
