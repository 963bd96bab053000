import type {
  Catalog,
  CatalogFunction,
  CatalogPolicy,
  CatalogSequence,
  CatalogTrigger,
  CatalogType,
  CatalogGrant,
} from './catalog.ts';
import type { TextRow } from './plain-query.ts';
import type { ObjectQueries } from './postgres-object-queries.ts';
import { isTrue, listOf, sequenceFacts, textOf } from './postgres-row.ts';

/** The rows of what is no table and no view. */
export type ObjectRows = Readonly<Record<keyof ObjectQueries, readonly TextRow[]>>;

/** What was built of them. */
export type CatalogObjects = Pick<Catalog, keyof ObjectQueries>;

const typeKinds = { e: 'enum', d: 'domain', c: 'composite', r: 'range' } as const;
const functionKinds = { f: 'function', w: 'function', p: 'procedure', a: 'aggregate' } as const;
const enabled = { O: 'origin', D: 'disabled', R: 'replica', A: 'always' } as const;

/** Builds what is of no relation of its rows. */
export function buildObjects(rows: ObjectRows): CatalogObjects {
  return {
    schemas: rows.schemas.map((row) => ({
      name: textOf(row['name']),
      comment: row['comment'] ?? null,
    })),
    types: rows.types.map((row): CatalogType => ({
      schema: row['schema'] ?? null,
      name: textOf(row['name']),
      kind: typeKinds[row['kind'] as keyof typeof typeKinds],
      comment: row['comment'] ?? null,
      values: listOf(row['values']),
      definition: row['definition'] ?? null,
    })),
    functions: rows.functions.map((row): CatalogFunction => ({
      schema: row['schema'] ?? null,
      name: textOf(row['name']),
      arguments: textOf(row['arguments']),
      kind: functionKinds[row['kind'] as keyof typeof functionKinds],
      comment: row['comment'] ?? null,
      definition: textOf(row['definition']),
    })),
    extensions: rows.extensions.map((row) => ({
      schema: row['schema'] ?? null,
      name: textOf(row['name']),
      version: textOf(row['version']),
      comment: row['comment'] ?? null,
    })),
    grants: buildGrants(rows.grants),
    others: rows.others.map((row) => ({
      kind: textOf(row['kind']),
      schema: row['schema'] ?? null,
      name: textOf(row['name']),
      definition: textOf(row['definition']),
      comment: row['comment'] ?? null,
    })),
  };
}

export function buildGrants(rows: readonly TextRow[]): CatalogGrant[] {
  return rows.map((row) => ({
    kind: row['kind'] as CatalogGrant['kind'],
    schema: row['schema'] ?? null,
    name: textOf(row['name']),
    table: row['table'] ?? null,
    grantee: textOf(row['grantee']),
    privilege: textOf(row['privilege']).toLowerCase(),
    grantable: isTrue(row['grantable']),
  }));
}

/** Builds a trigger of a row; of the same row it is the same object. */
export const triggerOf: (row: TextRow) => CatalogTrigger = oncePerRow((row) => ({
  schema: row['schema'] ?? null,
  table: textOf(row['table']),
  name: textOf(row['name']),
  comment: row['comment'] ?? null,
  definition: textOf(row['definition']),
  enabled: enabled[row['enabled'] as keyof typeof enabled],
}));

/** Builds a policy or a rule, likewise. */
export const policyOf: (row: TextRow) => CatalogPolicy = oncePerRow((row) => ({
  schema: row['schema'] ?? null,
  table: textOf(row['table']),
  name: textOf(row['name']),
  kind: row['kind'] as CatalogPolicy['kind'],
  comment: row['comment'] ?? null,
  definition: textOf(row['definition']),
}));

/** Builds a sequence, likewise. */
export const sequenceOf: (row: TextRow) => CatalogSequence = oncePerRow((row) => ({
  schema: row['schema'] ?? null,
  name: textOf(row['name']),
  comment: row['comment'] ?? null,
  ...sequenceFacts(row),
  ownedBy:
    row['bond'] === null
      ? null
      : {
          schema: row['owner_schema'] ?? null,
          table: textOf(row['owner_table']),
          column: textOf(row['owner_column']),
        },
}));

function oncePerRow<T>(build: (row: TextRow) => T): (row: TextRow) => T {
  const built = new WeakMap<TextRow, T>();
  return (row) => {
    let object = built.get(row);
    if (object === undefined) built.set(row, (object = build(row)));
    return object;
  };
}
