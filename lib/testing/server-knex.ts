import knexModule, { type Knex } from 'knex';
import { settingsOf } from './project-config.ts';
import { products } from './server.ts';

/** Opens one connection to a server, in the database of its URL or the one that is always there. */
export function serverKnex(
  dialect: 'postgres' | 'mysql',
  url: string,
  extra: Readonly<Record<string, unknown>> = {},
): Knex {
  const { client, home } = products[dialect];
  const settings = settingsOf(client, url);
  return knexModule({
    client,
    connection: {
      ...settings,
      database: String(settings['database'] ?? '') || home,
      ...extra,
    },
    pool: { min: 0, max: 1 },
    // What fails is thrown, and need not be printed as well.
    log: { warn: () => {}, error: () => {} },
  });
}
