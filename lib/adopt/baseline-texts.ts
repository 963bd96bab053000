import type { Knex } from 'knex';
import { plainQuery } from '../catalog/plain-query.ts';

/**
 * Reads views and triggers of SQLite as they were written, by `view name` and `trigger name`. Other
 * databases keep no such text: none is read.
 */
export async function readSqliteTexts(knex: Knex): Promise<ReadonlyMap<string, string>> {
  const rows = (await plainQuery(
    knex,
    "select type, name, sql from sqlite_schema where type in ('view', 'trigger')",
  )) as readonly { readonly type: string; readonly name: string; readonly sql: string }[];
  return new Map(rows.map(({ type, name, sql }) => [`${type} ${name}`, sql]));
}
