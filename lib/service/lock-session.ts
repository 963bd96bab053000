import type { Knex } from 'knex';
import { plainClient } from '../bookkeeping/plain-client.ts';
import { rowsOf } from '../dialect/rows-of.ts';

/** A connection beside the pool of a Knex, for what must live and die with one connection. */
export interface LockSession {
  /** Has builders only, and sends them on this connection; no mapper of the project touches them. */
  readonly knex: Knex;
  /** The driver's own object. */
  readonly connection: object;
  query<Row>(sql: string, bindings?: readonly unknown[]): Promise<readonly Row[]>;
  /** Ends the connection, also one that was cut; it never throws. */
  close(): Promise<void>;
}

interface PoolClient {
  readonly config: Knex.Config;
  acquireConnection(): Promise<object>;
  releaseConnection(connection: object): Promise<void>;
  destroy(): Promise<void>;
}

const quiet = (): void => {};
const silent: Knex.Logger = { warn: quiet, error: quiet, debug: quiet, deprecate: quiet };

/**
 * Connects as a Knex does, once. A pool would put a new connection in the place of one that was cut,
 * and nobody would notice that the lock went with it; this one answers with errors from then on.
 *
 * @param changes of the configuration; a `pool` of its own does without the `afterCreate` of the project
 */
export async function openLockSession(
  knex: Knex,
  changes: Partial<Knex.Config> = {},
): Promise<LockSession> {
  const config = { ...(knex.client as PoolClient).config, ...changes };
  const { afterCreate } = (config.pool ?? {}) as Knex.PoolConfig;
  const Client = (knex.client as object).constructor as new (config: Knex.Config) => PoolClient;
  const client = new Client({
    ...config,
    // What fails here is thrown; Knex would also write it to the console.
    log: silent,
    pool: { min: 0, max: 1, ...(afterCreate && { afterCreate }) },
  });
  const connection = await client.acquireConnection().catch(async (error: unknown) => {
    await client.destroy();
    throw error;
  });
  const pinned = Object.create(client, {
    acquireConnection: { value: async () => connection },
    releaseConnection: { value: async () => {} },
  }) as object;
  const only = { client: pinned } as Knex;
  const plain = plainClient(only);
  return {
    knex: only,
    connection,
    query: async <Row>(sql: string, bindings: readonly unknown[] = []) =>
      rowsOf<Row>(await plain.raw(sql, bindings)),
    async close() {
      await client
        .releaseConnection(connection)
        .then(() => client.destroy())
        .catch(() => {
          // It was cut: there is nothing left to end.
        });
    },
  };
}
