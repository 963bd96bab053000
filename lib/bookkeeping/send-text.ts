import type { Knex } from 'knex';

/** The client of a transaction (3.3.0, lib/execution/transaction.js), whose connection is always the same. */
interface TransactingClient {
  acquireConnection(): Promise<object>;
  query(connection: object, sql: string): Promise<unknown>;
}

/**
 * Sends SQL of ours in a transaction as Knex sends BEGIN and COMMIT: whoever listens to it hears of it,
 * and no builder is made.
 *
 * @param sql without bindings, and with no question mark that Knex would take for one
 */
export async function sendText(trx: Knex, sql: string): Promise<void> {
  const client = trx.client as TransactingClient;
  await client.query(await client.acquireConnection(), sql);
}
