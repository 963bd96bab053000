import type { NamedTable } from '../naming/convention.ts';
import type { ClientInternals, SchemaBuilderInternals } from './knex-internals.ts';

/** Takes a table name apart at its last dot. */
export function splitTableName(name: string): {
  readonly schema: string | undefined;
  readonly name: string;
} {
  const dot = name.lastIndexOf('.');
  return dot === -1
    ? { schema: undefined, name }
    : { schema: name.slice(0, dot), name: name.slice(dot + 1) };
}

/** Makes a name what the database stores: what the mapper of the project makes of it, if it has one. */
export type StoredName = (name: string) => string;

/** How the names in a builder are stored. */
export function storedBy(
  client: ClientInternals,
  builder: { queryContext(): unknown },
): StoredName {
  // Knex may switch the mapper off between migrations.
  if (!client.config.wrapIdentifier) return (name) => name;
  const context = builder.queryContext();
  return (name) => client.customWrapIdentifier(name, (same) => same, context);
}

/**
 * A table that a builder was told of, as the database stores it.
 *
 * @param given with its schema or without
 * @param schema that of `withSchema`, which goes before
 */
export function storedTable(
  given: string,
  schema: string | undefined,
  stored: StoredName,
): NamedTable {
  const parts = splitTableName(given);
  const qualifier = schema ?? parts.schema;
  return {
    name: stored(parts.name),
    schema: qualifier === undefined ? undefined : stored(qualifier),
  };
}

/** A table that a method of a schema builder was told of. */
export function storedTableOf(
  client: ClientInternals,
  builder: SchemaBuilderInternals,
  given: string,
): NamedTable {
  return storedTable(given, builder._schema, storedBy(client, builder));
}
