import type { Knex } from 'knex';
import type { DialectName } from '../dialect/dialect.ts';
import { OptionsError } from '../errors.ts';
import type { ThrowawayDatabases } from '../testing/throwaway.ts';
import { UsageError } from './usage-error.ts';

/**
 * Chooses throw-away databases by the client of a knexfile.
 *
 * @param url of a server on which databases may be made; default that of the environment, and so on
 * @throws OptionsError for a client whose databases cannot be made
 */
export async function databasesFor(config: Knex.Config, url?: string): Promise<ThrowawayDatabases> {
  const { default: knexModule } = await import('knex');
  const { dialectOf } = await import('../dialect/dialect-of.ts');
  const { postgres, mysql, sqlite } = await import('../testing/databases.ts');
  const { client = 'none' } = config;
  const dialect =
    config.client === undefined
      ? undefined
      : dialectOf(knexModule({ client, useNullAsDefault: true }))?.name;
  if (dialect === 'sqlite' && url !== undefined) {
    throw new UsageError(
      '--database is for servers, and the knexfile is for SQLite',
      'Leave it away: SQLite gets a file in a temporary folder.',
    );
  }
  const makers: Readonly<Record<DialectName, () => ThrowawayDatabases>> = {
    postgres: () => postgres({ url }),
    mysql: () => mysql({ url }),
    sqlite: () => sqlite(),
  };
  if (dialect !== undefined) return makers[dialect]();
  throw new OptionsError('The knexfile', [
    {
      code: 'E_DIALECT_UNKNOWN',
      where: `client ${String(client)}`,
      what: 'is of a database for which no throw-away one can be made',
      repair: 'Use one of PostgreSQL, MySQL, MariaDB or SQLite.',
    },
  ]);
}
