import type { Knex } from 'knex';
import { plainQuery, type TextRow } from './plain-query.ts';
import { inNeutralSession } from './postgres-session.ts';

/** Sends questions together, in one round trip, and gives back the rows of each. */
export async function queryPostgres<Name extends string>(
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
export const asText: { getTypeParser(): (value: string) => string } = {
  getTypeParser: () => (value) => value,
};
