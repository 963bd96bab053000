import type {
  Catalog,
  CatalogFunction,
  CatalogPolicy,
  CatalogSequence,
  CatalogTable,
  CatalogTrigger,
  CatalogType,
  CatalogView,
  CatalogGrant,
} from './catalog.ts';
import type { TextRow } from './plain-query.ts';
import type { ObjectQueries } from './postgres-object-queries.ts';
import { isTrue, listOf, sequenceFacts, textOf } from './postgres-row.ts';

/** The rows of what is no table and no view. */
export type ObjectRows = Readonly<
  Record<keyof ObjectQueries | 'sequences' | 'triggers' | 'policies', readonly TextRow[]>
>;

const typeKinds = { e: 'enum', d: 'domain', c: 'composite', r: 'range' } as const;
const functionKinds = { f: 'function', w: 'function', p: 'procedure', a: 'aggregate' } as const;
const enabled = { O: 'origin', D: 'disabled', R: 'replica', A: 'always' } as const;

/** Puts rows and what was built of relations together into a catalog, in no order. */
export function postgresCatalog(
  rows: ObjectRows,
  relations: readonly (CatalogTable | CatalogView)[],
): Catalog {
  return {
    dialect: 'postgres',
    tables: relations.filter((relation) => 'constraints' in relation),
    views: relations.filter((relation): relation is CatalogView => !('constraints' in relation)),
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
    sequences: rows.sequences.filter(({ bond }) => bond !== 'i').map(sequenceOf),
    functions: rows.functions.map((row): CatalogFunction => ({
      schema: row['schema'] ?? null,
      name: textOf(row['name']),
      arguments: textOf(row['arguments']),
      kind: functionKinds[row['kind'] as keyof typeof functionKinds],
      comment: row['comment'] ?? null,
      definition: textOf(row['definition']),
    })),
    triggers: rows.triggers.map((row): CatalogTrigger => ({
      schema: row['schema'] ?? null,
      table: textOf(row['table']),
      name: textOf(row['name']),
      comment: row['comment'] ?? null,
      definition: textOf(row['definition']),
      enabled: enabled[row['enabled'] as keyof typeof enabled],
    })),
    policies: rows.policies.map((row): CatalogPolicy => ({
      schema: row['schema'] ?? null,
      table: textOf(row['table']),
      name: textOf(row['name']),
      kind: row['kind'] as CatalogPolicy['kind'],
      comment: row['comment'] ?? null,
      definition: textOf(row['definition']),
    })),
    extensions: rows.extensions.map((row) => ({
      schema: row['schema'] ?? null,
      name: textOf(row['name']),
      version: textOf(row['version']),
      comment: row['comment'] ?? null,
    })),
    grants: rows.grants.map((row): CatalogGrant => ({
      kind: row['kind'] as CatalogGrant['kind'],
      schema: row['schema'] ?? null,
      name: textOf(row['name']),
      table: row['table'] ?? null,
      grantee: textOf(row['grantee']),
      privilege: textOf(row['privilege']).toLowerCase(),
      grantable: isTrue(row['grantable']),
    })),
    others: rows.others.map((row) => ({
      kind: textOf(row['kind']),
      schema: row['schema'] ?? null,
      name: textOf(row['name']),
      definition: textOf(row['definition']),
      comment: row['comment'] ?? null,
    })),
  };
}

function sequenceOf(row: TextRow): CatalogSequence {
  return {
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
  };
}
