import type { Knex } from 'knex';

/** A row whose values are the texts that the database sent. */
export type TextRow = Readonly<Record<string, string | null>>;

interface RawClient {
  raw(sql: string, bindings?: readonly unknown[]): Knex.Raw;
}

/**
 * Sends SQL as it is written, over the pool or the transaction of a Knex, and answers as the driver
 * does: nothing of the project's (`wrapIdentifier`, `postProcessResponse`) is in between.
 *
 * @param options handed to the driver
 * @param connection one that the caller has acquired; default any of the pool
 */
export async function plainQuery(
  knex: Knex,
  sql: string,
  bindings: readonly unknown[] = [],
  options: Readonly<Record<string, unknown>> = {},
  connection?: object,
): Promise<unknown> {
  // Knex 3.3.0 hands each response to this method of the client (lib/execution/runner.js).
  const client = Object.create(knex.client as object, {
    postProcessResponse: { value: (response: unknown) => response },
  }) as RawClient;
  const raw = bindings.length === 0 ? client.raw(sql) : client.raw(sql, bindings);
  if (connection !== undefined) raw.connection(connection);
  return raw.options(options);
}

/** One connection of a Knex. */
export interface Session {
  readonly knex: Knex;
  readonly connection: object;
}

interface Connections {
  acquireConnection(): Promise<object>;
  releaseConnection(connection: object): Promise<void>;
}

/** Works on one connection of a pool, or on that of a transaction. */
export async function onOneConnection<T>(
  knex: Knex,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const client = knex.client as Connections;
  const connection = await client.acquireConnection();
  try {
    return await work({ knex, connection });
  } finally {
    await client.releaseConnection(connection);
  }
}
