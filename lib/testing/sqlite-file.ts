import { join } from 'node:path';
import type { Knex } from 'knex';
import { atTheEnd } from './at-the-end.ts';
import { makeOwnFolder, removeFolder } from './own-folder.ts';
import { projectConfig } from './project-config.ts';
import type { SqliteOptions, ThrowawayDatabase } from './throwaway.ts';

/** Makes the folder; SQLite makes the file at the first connection. */
export function createSqlite(
  { inMemory = false }: SqliteOptions,
  project: Knex.Config | undefined,
): ThrowawayDatabase {
  const folder = inMemory ? undefined : makeOwnFolder('sqlite');
  const url = folder === undefined ? ':memory:' : join(folder, 'stairway.sqlite3');
  const remove = (): void => {
    if (folder !== undefined) removeFolder(folder);
  };
  try {
    const config = withoutSync(projectConfig('sqlite', url, project));
    const forget = atTheEnd(async () => remove());
    return Object.freeze<ThrowawayDatabase>({
      dialect: 'sqlite',
      config,
      url,
      where: inMemory ? 'SQLite in memory' : `SQLite in ${url}`,
      async drop() {
        forget();
        remove();
      },
    });
  } catch (error) {
    remove();
    throw error;
  }
}

interface SqliteConnection {
  exec(sql: string): unknown;
}

type AfterCreate = (connection: SqliteConnection, done: (...result: unknown[]) => void) => unknown;

/** Each connection waits for no disk: https://www.sqlite.org/pragma.html#pragma_synchronous */
function withoutSync(config: Knex.Config): Knex.Config {
  const own = (config.pool as { afterCreate?: AfterCreate } | undefined)?.afterCreate;
  const afterCreate: AfterCreate = (connection, done) => {
    connection.exec('pragma synchronous = off');
    return own === undefined ? done(null, connection) : own(connection, done);
  };
  return { ...config, pool: { ...config.pool, afterCreate } };
}
