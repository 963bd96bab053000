import type { Knex } from 'knex';
import type { Catalog } from './catalog.ts';
import { plainQuery, type TextRow } from './plain-query.ts';
import { postgresCatalog } from './postgres-catalog.ts';
import { objectQueries } from './postgres-object-queries.ts';
import { relationQueries } from './postgres-relation-queries.ts';
import { inNeutralSession } from './postgres-session.ts';

/** Reads a PostgreSQL database in one round trip. */
export async function readPostgres(
  knex: Knex,
  schemas: readonly string[] | undefined,
): Promise<Catalog> {
  return postgresCatalog(
    await queryAll(knex, { ...relationQueries(schemas), ...objectQueries(schemas) }),
  );
}

/** Sends questions together, and gives back the rows of each. */
async function queryAll<Name extends string>(
  knex: Knex,
  queries: Readonly<Record<Name, string>>,
): Promise<Record<Name, readonly TextRow[]>> {
  const names = Object.keys(queries) as Name[];
  const sql = inNeutralSession(names.map((name) => queries[name]));
  const results = (await plainQuery(knex, sql, [], { types: asText })) as readonly {
    readonly rows: readonly TextRow[];
  }[];
  return Object.fromEntries(
    names.map((name, index) => [name, results[index + 1]?.rows ?? []]),
  ) as Record<Name, readonly TextRow[]>;
}

/** Parsers that a project registers with the driver are not asked. */
const asText = { getTypeParser: () => (value: string) => value };
