import { fileURLToPath } from 'node:url';
import type { Knex } from 'knex';

const defaultFile = fileURLToPath(new URL('../example.sqlite3', import.meta.url));

/** Knex clients by the protocol of a DATABASE_URL. */
const clients: Readonly<Record<string, string>> = {
  'postgres:': 'pg',
  'postgresql:': 'pg',
  'mysql:': 'mysql2',
  'mariadb:': 'mysql2',
};

/**
 * Chooses the database of the example: that of DATABASE_URL, else the SQLite file of
 * SQLITE_FILE, else example.sqlite3 in the root of the project.
 *
 * @throws Error for a DATABASE_URL of another kind; the message does not hold its password
 */
export function databaseOf(environment: NodeJS.ProcessEnv): Knex.Config {
  const { DATABASE_URL, SQLITE_FILE = defaultFile } = environment;
  if (DATABASE_URL === undefined || DATABASE_URL === '') {
    return {
      client: 'better-sqlite3',
      connection: { filename: SQLITE_FILE },
      useNullAsDefault: true,
    };
  }
  const protocol = URL.canParse(DATABASE_URL) ? new URL(DATABASE_URL).protocol : undefined;
  const client = protocol === undefined ? undefined : clients[protocol];
  if (client === undefined) {
    const what = protocol === undefined ? 'is no URL' : `begins with ${protocol}//`;
    const known = Object.keys(clients).map((name) => `${name}//`);
    throw new Error(
      `DATABASE_URL ${what}. Begin it with ${known.join(', ')}, or unset it to use SQLite.`,
    );
  }
  return { client, connection: DATABASE_URL };
}
