import { WaitingBegin, type Connection, type StatementsAhead } from './waiting-begin.ts';

const nothing: StatementsAhead = { statements: [], onError: () => {} };

/** What Knex begins by when a transaction has its connection (3.3.0, lib/execution/transaction.js). */
interface Beginning {
  begin(connection: Connection): Promise<unknown>;
}

/**
 * Lets BEGIN wait for the first statement of a transaction, and go with it: they are one round trip.
 * It waits until the work has nothing to do but wait itself; then it goes alone, so that what it holds
 * is held in time. Whoever listens to Knex hears of both as ever.
 *
 * It is the connection that waits, and not a client of Knex: savepoints, streams, and what a migration
 * itself sends on the connection come by it, too. PostgreSQL only, which runs what stands in one text
 * in its order, and nothing behind an error.
 *
 * @param transaction of this very tick: Knex has not begun it
 * @param isBegun whether the server has: then nothing goes but what goes ahead of the first statement
 */
export function beginWith(
  transaction: PromiseLike<unknown>,
  ahead: StatementsAhead = nothing,
  { isBegun = false }: { readonly isBegun?: boolean } = {},
): void {
  const beginning = transaction as unknown as Beginning;
  const begin = beginning.begin.bind(beginning);
  beginning.begin = (connection) => {
    const waiting = new WaitingBegin(connection, ahead, { isBegun });
    return begin(connection).finally(() => waiting.start());
  };
}
