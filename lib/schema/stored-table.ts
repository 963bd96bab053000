import type { NamedTable } from '../naming/convention.ts';
import type { ClientInternals, SchemaBuilderInternals } from './knex-internals.ts';
import { splitTableName } from './table-namer.ts';

/** A table that a schema builder was told of, as the database stores it: past the mapper of names. */
export function storedTable(
  client: ClientInternals,
  builder: SchemaBuilderInternals,
  given: string,
): NamedTable {
  const stored = (name: string): string =>
    client.customWrapIdentifier(name, (same) => same, builder.queryContext());
  const parts = splitTableName(given);
  const schema = builder._schema ?? parts.schema;
  return { name: stored(parts.name), schema: schema === undefined ? undefined : stored(schema) };
}
