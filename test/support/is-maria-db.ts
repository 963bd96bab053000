import type { Knex } from 'knex';

/** Asks the server of the dialect `mysql` which of the two it is, where their abilities differ. */
export async function isMariaDb(knex: Knex): Promise<boolean> {
  const response: unknown = await knex.raw('select version() as version');
  const [[row]] = response as [[{ readonly version: string }]];
  return row.version.includes('MariaDB');
}
