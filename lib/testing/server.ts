/** A database server whose user may create databases. */
export interface Server {
  readonly url: string;
  /** In words. */
  readonly where: string;
  /** Stops what was started for us; a server that was there goes on. */
  stop(): Promise<void>;
}

/** What sets the kinds of server apart, each with what starts it quickly. */
export interface ServerProduct {
  readonly title: string;
  readonly variable: string;
  readonly exampleUrl: string;
  readonly client: string;
  /** The database to connect to where the URL names none. */
  readonly home: string;
  readonly container: {
    readonly image: string;
    readonly port: number;
    readonly environment: Readonly<Record<string, string>>;
    /** Behind the image: durability is for data that anyone wants back. */
    readonly command: readonly string[];
    /** In memory. */
    readonly folder: string;
    readonly login: string;
    /** From the start to the first connection: on a busy machine an image takes long to set up. */
    readonly startupMs: number;
  };
}

/** Settings of PostgreSQL that a crash of the machine would punish, and nothing else. */
export const fastPostgres: readonly string[] = [
  '--fsync=off',
  '--synchronous_commit=off',
  '--full_page_writes=off',
  '--max_connections=200',
];

export const products: Readonly<Record<'postgres' | 'mysql', ServerProduct>> = {
  postgres: {
    title: 'PostgreSQL',
    variable: 'STAIRWAY_POSTGRES_URL',
    exampleUrl: 'postgres://postgres:secret@localhost:5432/postgres',
    client: 'pg',
    home: 'postgres',
    container: {
      image: 'postgres:18-alpine',
      port: 5432,
      // A folder of our own: where the image keeps its data has changed with version 18.
      environment: { POSTGRES_PASSWORD: 'postgres', PGDATA: '/stairway/data' },
      command: ['postgres', ...fastPostgres],
      folder: '/stairway',
      login: 'postgres:postgres',
      startupMs: 120_000,
    },
  },
  mysql: {
    title: 'MySQL or MariaDB',
    variable: 'STAIRWAY_MYSQL_URL',
    exampleUrl: 'mysql://root:secret@localhost:3306/',
    client: 'mysql2',
    home: '',
    container: {
      image: 'mariadb:11',
      port: 3306,
      environment: { MARIADB_ROOT_PASSWORD: 'root', MYSQL_ROOT_PASSWORD: 'root' },
      command: ['--innodb-flush-log-at-trx-commit=0', '--skip-log-bin', '--max-connections=200'],
      folder: '/var/lib/mysql',
      login: 'root:root',
      startupMs: 180_000,
    },
  },
};
