import type { Knex } from 'knex';
import type { Catalog } from './catalog.ts';

interface MigrationClient {
  readonly config: { readonly migrations?: { readonly tableName?: string } };
  customWrapIdentifier?(name: string, same: (name: string) => string, context: unknown): string;
}

/** Behind the name of the table of migrations: the table in which `migrate` writes down its run. */
export const runSuffix = '_run';

/** Behind it likewise: the table in which `adopt` keeps the names that were recorded before. */
export const backupSuffix = '_before_adopt';

/** Behind it likewise: the table that keeps the rows of the migrations that a baseline replaced. */
export const replacedSuffix = '_before_baseline';

/** And that in which `migrate` and `adopt` note what applied migrations were. */
export const checksumSuffix = '_checksum';

/**
 * The tables in which Knex and knex-stairway keep what is applied, as they are stored: of the default
 * name and of the configured one (knex 3.3.0, lib/migrations/migrate/table-resolver.js).
 */
export function knexTables(knex: Knex): string[] {
  const client = knex.client as MigrationClient;
  const configured = client.config.migrations?.tableName ?? 'knex_migrations';
  const names = ['knex_migrations', configured].flatMap((name) => [
    name,
    `${name}_lock`,
    `${name}${runSuffix}`,
    `${name}${backupSuffix}`,
    `${name}${replacedSuffix}`,
    `${name}${checksumSuffix}`,
  ]);
  const stored = names.map(
    (name) => client.customWrapIdentifier?.(name, (same) => same, undefined) ?? name,
  );
  return [...new Set([...names, ...stored])];
}

/**
 * Takes tables and views out of a catalog, with all that is on them. A foreign key of another table
 * that refers to them stays.
 *
 * @param names `name` or `schema.name`
 */
export function withoutTables(catalog: Catalog, names: readonly string[]): Catalog {
  const leftOut = new Set(names);
  const areQualified = names.some((name) => name.includes('.'));
  const isKept = (schema: string | null, name: string): boolean =>
    !leftOut.has(name) && !(areQualified && schema !== null && leftOut.has(`${schema}.${name}`));
  const isTableKept = (of: { readonly schema: string | null; readonly table: string }): boolean =>
    isKept(of.schema, of.table);
  const sequences = catalog.sequences.filter(
    ({ ownedBy }) => ownedBy === null || isTableKept(ownedBy),
  );
  const keptSequences = new Set(sequences);
  const goneSequences = new Set(
    catalog.sequences
      .filter((sequence) => !keptSequences.has(sequence))
      .map(({ schema, name }) => JSON.stringify([schema, name])),
  );
  return {
    ...catalog,
    tables: catalog.tables.filter(({ schema, name }) => isKept(schema, name)),
    views: catalog.views.filter(({ schema, name }) => isKept(schema, name)),
    sequences,
    triggers: catalog.triggers.filter(isTableKept),
    policies: catalog.policies.filter(isTableKept),
    grants: catalog.grants.filter(({ kind, schema, name, table }) =>
      kind === 'sequence'
        ? !goneSequences.has(JSON.stringify([schema, name]))
        : table === null || isKept(schema, table),
    ),
  };
}
