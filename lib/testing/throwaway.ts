import type { Knex } from 'knex';
import type { DialectName } from '../dialect/dialect.ts';

/** Makes throw-away databases. Nothing is looked for, loaded or connected to before `create`. */
export interface ThrowawayDatabases {
  readonly dialect: DialectName;
  /**
   * Makes an empty database that nobody else uses.
   *
   * @param project the configuration that shall run on it; its own database is never touched
   * @throws DatabaseUnavailableError where no server can be had; it lists what was tried
   * @throws OptionsError where `project` is of another kind of database
   */
  create(project?: Knex.Config): Promise<ThrowawayDatabase>;
}

/** A database of one's own, until `drop`. */
export interface ThrowawayDatabase {
  readonly dialect: DialectName;
  /**
   * The project's configuration on this database: another address, and the rest as it was (client,
   * settings of the driver, searchPath, pool, migrations, wrapIdentifier, …). For `knex(config)`.
   */
  readonly config: Knex.Config;
  /** The database as a DATABASE_URL with its password; of SQLite the file. */
  readonly url: string;
  /** Where it is, for people: `PostgreSQL of STAIRWAY_POSTGRES_URL`. */
  readonly where: string;
  /** Removes the database, also under connections that are still open. */
  drop(): Promise<void>;
}

/** Which server makes the databases of `postgres` or `mysql`. */
export interface ServerOptions {
  /**
   * A server whose user may create databases; a new one is made beside that of the URL. Default:
   * the environment variable STAIRWAY_POSTGRES_URL or STAIRWAY_MYSQL_URL.
   */
  readonly url?: string | undefined;
  /**
   * The image for Docker, such as `postgres:16-alpine`, `mysql:8.4`; where one is named, no other
   * server is started in its place. Default: `postgres:18-alpine`, `mariadb:11`.
   */
  readonly image?: string | undefined;
}

/** Where the databases of `sqlite` lie. */
export interface SqliteOptions {
  /**
   * Keeps it in memory: a little faster, but it lives in one connection, and a second `knex(config)`
   * finds another database. Default: false, a file in a temporary folder.
   */
  readonly inMemory?: boolean | undefined;
}
