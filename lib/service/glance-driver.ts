import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Knex } from 'knex';
import type { DialectName } from '../dialect/dialect.ts';

/** Sends SQL, and answers with its rows. */
export type Ask = (sql: string) => Promise<readonly Readonly<Record<string, unknown>>[]>;

/** A connection that is made when it is used, and closed behind it. */
export interface GlanceSession {
  use<T>(work: (ask: Ask) => Promise<T>): Promise<T>;
  /** Lets go of the socket, whatever it waits for: what is under way fails. */
  readonly cut: () => void;
}

/** How a driver is used past Knex. */
export interface GlanceDriver {
  readonly dialect: DialectName;
  readonly packageName: string;
  quote(name: string): string;
  /** @param driver the module of the package */
  connect(driver: unknown, connection: Knex.Config['connection']): GlanceSession;
}

/**
 * Finds the driver with which a configuration is connected as Knex would connect it.
 *
 * @returns undefined for all that Knex does to a connection more than to hand its settings to the
 * driver, and for drivers without a server, which open so fast that Knex may be waited for
 */
export function glanceDriverOf(config: Knex.Config): GlanceDriver | undefined {
  const { client, connection, connectionPool, searchPath, pool }: GivenConfig = config;
  const driver = typeof client === 'string' ? drivers[client] : undefined;
  const isText = typeof connection === 'string';
  // Knex 3.3.0 takes the text of a PostgreSQL connection apart as pg does; that of MySQL by itself.
  if (isText && driver?.dialect !== 'postgres') return undefined;
  if (!isText && (typeof connection !== 'object' || connection === null)) return undefined;
  const isSearching = searchPath !== undefined || (!isText && 'searchPath' in connection);
  const isPrepared = isSearching || pool?.afterCreate !== undefined;
  return connectionPool !== undefined || isPrepared ? undefined : driver;
}

/** With what Knex 3.3.0 reads and does not declare. */
type GivenConfig = Knex.Config & { readonly connectionPool?: unknown };

const postgres: GlanceDriver = {
  dialect: 'postgres',
  packageName: 'pg',
  quote: (name) => `"${name}"`,
  connect(driver, connection) {
    const { Client } = driver as { readonly Client: new (connection: unknown) => PostgresClient };
    const client = new Client(connection);
    // What is not listened to would end the process; it fails the query, too.
    client.on('error', () => {});
    return {
      cut: () => client.connection.stream.destroy(),
      async use(work) {
        await client.connect();
        try {
          return await work(async (sql) => (await client.query(sql)).rows);
        } finally {
          await client.end();
        }
      },
    };
  },
};

interface PostgresClient {
  readonly connection: { readonly stream: { destroy(): void } };
  on(event: 'error', listener: () => void): void;
  connect(): Promise<void>;
  query(sql: string): Promise<{ readonly rows: Record<string, unknown>[] }>;
  end(): Promise<void>;
}

const mysql: GlanceDriver = {
  dialect: 'mysql',
  packageName: 'mysql2',
  quote: (name) => `\`${name}\``,
  connect(driver, connection) {
    const { createConnection } = driver as {
      createConnection(connection: unknown): MysqlConnection;
    };
    const session = createConnection(connection);
    session.on('error', () => {});
    return {
      cut: () => session.stream.destroy(),
      async use(work) {
        try {
          return await work(
            (sql) =>
              new Promise((resolve, reject) => {
                session.query(sql, (error, rows) =>
                  error === null ? resolve(rows) : reject(error),
                );
              }),
          );
        } finally {
          session.end(() => {});
        }
      },
    };
  },
};

interface MysqlConnection {
  readonly stream: { destroy(): void };
  on(event: 'error', listener: () => void): void;
  query(
    sql: string,
    callback: (error: Error | null, rows: Record<string, unknown>[]) => void,
  ): void;
  end(callback: () => void): void;
}

/** By Knex's names of clients and their aliases (3.3.0, lib/constants.js). */
const drivers: Readonly<Record<string, GlanceDriver>> = {
  pg: postgres,
  postgres,
  postgresql: postgres,
  mysql2: mysql,
};

/**
 * Loads a driver from where Knex, which is found from the knexfile, loads it.
 *
 * @param knexfile absolute path
 */
export function loadDriver(knexfile: string, { packageName }: GlanceDriver): unknown {
  return createRequire(createRequire(knexfile).resolve('knex'))(packageName) as unknown;
}

/**
 * Loads the driver that the text of a knexfile names, where it names one client only. It is a guess
 * that can only cost time: before a loader of TypeScript is there, a driver is loaded twice as fast.
 *
 * @param knexfile absolute path
 */
export function guessDriver(knexfile: string): void {
  try {
    const text = readFileSync(knexfile, 'utf8');
    const clients = [...text.matchAll(/\bclient\b['"]?\s*:\s*['"`](?<client>[\w-]+)/gu)].map(
      ({ groups }) => drivers[groups?.['client'] ?? ''],
    );
    const [driver, ...others] = new Set(clients);
    if (driver !== undefined && others.length === 0) loadDriver(knexfile, driver);
  } catch {
    // Whoever needs it says what is wrong.
  }
}
