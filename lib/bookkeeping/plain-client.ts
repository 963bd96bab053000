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
  const { wrapIdentifier: _names, postProcessResponse: _results, ...config } = original.config;
  return Object.create(original, { config: { value: config } }) as PlainClient;
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

/** The rows of a raw query, whatever the driver. */
export function rowsOf<Row>(result: unknown): readonly Row[] {
  if (!Array.isArray(result)) return (result as { readonly rows?: Row[] }).rows ?? [];
  // mysql and mysql2 answer with [rows, fields].
  return (Array.isArray(result[0]) ? result[0] : result) as Row[];
}
