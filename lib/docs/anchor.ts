interface Named {
  readonly schema: string | null;
  readonly name: string;
}

/** Identifies a table or a view of a catalog. */
export function keyOf(schema: string | null, name: string): string {
  return JSON.stringify([schema, name]);
}

/**
 * Gives tables and views ids that may stand behind the # of a link, by key; two that would look the
 * same to a browser, or to a wiki that ignores case, are numbered.
 */
export function anchors(relations: readonly Named[]): ReadonlyMap<string, string> {
  const labelOf = labels(relations);
  const taken = new Set<string>();
  const ids = new Map<string, string>();
  for (const { schema, name } of relations) {
    const plain = `table-${labelOf(schema, name).replaceAll(/[^\p{L}\p{N}_]+/gu, '-')}`;
    let id = plain;
    for (let number = 2; taken.has(id.toLowerCase()); number += 1) id = `${plain}-${number}`;
    taken.add(id.toLowerCase());
    ids.set(keyOf(schema, name), id);
  }
  return ids;
}

/** Names a table: with its schema, unless all tables and views are of one. */
export function labels(
  relations: readonly Named[],
): (schema: string | null, name: string) => string {
  const schemas = new Set(relations.map(({ schema }) => schema));
  return (schema, name) =>
    schema === null || (schemas.size < 2 && schemas.has(schema)) ? name : `${schema}.${name}`;
}
