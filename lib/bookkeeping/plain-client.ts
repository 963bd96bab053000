import type { Knex } from 'knex';

/** The builders of a Knex or a transaction, past the project's mappers of names and results. */
export interface PlainClient {
  queryBuilder(): Knex.QueryBuilder;
  schemaBuilder(): Knex.SchemaBuilder;
  raw(sql: string, bindings?: readonly unknown[]): Knex.Raw;
}

/**
 * Makes a client whose SQL and results `wrapIdentifier` and `postProcessResponse` of the project do
 * not touch. It shares the connections; the project's own client stays as it is.
 */
export function plainClient(knex: Knex): PlainClient {
  const original = knex.client as { readonly config: Knex.Config };
  return Object.create(original, {
    config: { value: plainConfig(original.config) },
  }) as PlainClient;
}

/** By the configuration, which a Knex shares with its transactions. */
const plainConfigs = new WeakMap<Knex.Config, Knex.Config>();

function plainConfig(original: Knex.Config): Knex.Config {
  const known = plainConfigs.get(original);
  if (known !== undefined) return known;
  const { wrapIdentifier: _names, postProcessResponse: _results, ...config } = original;
  plainConfigs.set(original, config);
  return config;
}

/** The rows of one of Knex's tables, or of one beside them, to be read or written. */
export function plainRows(
  on: Knex,
  { schemaName }: { readonly schemaName: string | undefined },
  tableName: string,
): Knex.QueryBuilder {
  return plainClient(on)
    .queryBuilder()
    .from(tableName)
    .withSchema(schemaName as string);
}
