import { serverKnex } from './server-knex.ts';

/**
 * Holds a connection that shows the server that the owner of databases lives: when this process
 * dies, however, the connection goes with it. It bears the token of the databases' names, as its
 * application_name on PostgreSQL, as a lock of its own on MySQL. No process goes on for its sake.
 *
 * @returns lets go of it
 */
export async function holdMarker(
  dialect: 'postgres' | 'mysql',
  url: string,
  token: string,
): Promise<() => Promise<void>> {
  const owner = `stairway_${token}`;
  const knex = serverKnex(dialect, url, dialect === 'postgres' ? { application_name: owner } : {});
  try {
    const connection: unknown = await knex.client.acquireConnection();
    if (dialect === 'mysql') {
      await knex.raw('select get_lock(?, 0)', [owner]).connection(connection);
    }
    unref(connection);
    return async () => {
      await knex.client.releaseConnection(connection);
      await knex.destroy();
    };
  } catch (error) {
    await knex.destroy();
    throw error;
  }
}

/** pg has a method for it, mysql2 a socket. */
function unref(connection: unknown): void {
  const { unref: own, stream } = connection as {
    unref?: () => void;
    stream?: { unref(): void };
  };
  if (own === undefined) stream?.unref();
  else own.call(connection);
}
