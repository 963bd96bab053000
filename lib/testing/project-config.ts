import knexModule, { type Knex } from 'knex';
import { dialectOf } from '../dialect/dialect-of.ts';
import type { DialectName } from '../dialect/dialect.ts';
import { OptionsError } from '../errors.ts';

type Client = NonNullable<Knex.Config['client']>;
type Settings = Readonly<Record<string, unknown>>;

const clients: Readonly<Record<DialectName, string>> = {
  postgres: 'pg',
  mysql: 'mysql2',
  sqlite: 'better-sqlite3',
};

/** What says which database: all else of a connection is a setting of the driver, and stays. */
const address = new Set(
  `host hostaddr port user password database connectionString uri filename stream socketPath
  ssl sslmode sslcert sslkey sslrootcert localAddress expirationChecker passwordSha1`.split(/\s+/u),
);

/**
 * A project's configuration on another database of the same kind.
 *
 * @param url of SQLite the file
 * @throws OptionsError for a project of another kind of database
 */
export function projectConfig(
  dialect: DialectName,
  url: string,
  project: Knex.Config = {},
): Knex.Config {
  const { client = clients[dialect], connection } = project;
  const isBare = project.client === undefined;
  assertKind(dialect, client);
  const own = dialect === 'sqlite' ? { filename: url } : settingsOf(client, url);
  const kept =
    typeof connection === 'string' && dialect !== 'sqlite'
      ? settingsOf(client, connection)
      : connection;
  return {
    ...(isBare && dialect === 'sqlite' ? { useNullAsDefault: true } : {}),
    ...project,
    client,
    // A function, which may fetch secrets, is not called.
    connection: { ...(typeof kept === 'object' ? withoutAddress(kept as Settings) : {}), ...own },
  };
}

/** A URL as Knex takes it apart. */
export function settingsOf(client: Client, url: string): Settings {
  const { connectionSettings } = unconnected({ client, connection: url }).client as {
    connectionSettings: Settings;
  };
  const { password } = connectionSettings;
  // Knex hides it from whoever lists the properties (3.3.0, lib/util/security.js).
  return { ...connectionSettings, ...(password === undefined ? {} : { password }) };
}

function withoutAddress(settings: Settings): Settings {
  return Object.fromEntries(Object.entries(settings).filter(([key]) => !address.has(key)));
}

function assertKind(dialect: DialectName, client: Client): void {
  const found = dialectOf(unconnected({ client }));
  if (found?.name === dialect) return;
  throw new OptionsError('The throw-away database', [
    {
      code: 'E_DATABASE_KIND',
      where: `client ${typeof client === 'string' ? client : (client as { name?: string }).name}`,
      what: `of the configuration is no client of ${dialect}`,
      repair:
        found === undefined
          ? `Use a client of ${Object.keys(clients).join(', ')}.`
          : `Use ${found.name}() for its databases.`,
    },
  ]);
}

/** A Knex that never connects: without `connection` it makes no pool, with it an empty one. */
function unconnected(config: Knex.Config): Knex {
  return knexModule({ useNullAsDefault: true, ...config });
}
