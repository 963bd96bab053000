import type { Knex } from 'knex';
import { dialectOf } from '../dialect/dialect-of.ts';
import { beginWith } from './begin-with.ts';
import type { Connection, StatementsAhead } from './waiting-begin.ts';

/** How the work in a transaction has ended. */
export interface Ended {
  /** Whether its COMMIT begins the next transaction, too, as `commitWith` was told. */
  readonly goesOn: boolean;
}

/**
 * Transactions of one Knex, one behind the other, on one connection. Of PostgreSQL, the COMMIT of one
 * and the BEGIN of the next are one round trip.
 *
 * To Knex, each is a transaction of its own, which ends when it commits: what a migration left open in
 * it, or still sends when it has ended, does not reach the next.
 */
export class TransactionChain {
  readonly #knex: Knex;
  /** Where a transaction has begun that has no work yet. */
  #waiting: ChainConnection | undefined;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /**
   * Runs work in a transaction, which is rolled back if the work fails.
   *
   * @param ahead of PostgreSQL, what goes ahead of the first statement
   * @throws what the work throws: a rollback that fails as well does not hide it
   */
  async run<T extends Ended>(
    work: (trx: Knex.Transaction) => Promise<T>,
    ahead?: StatementsAhead,
  ): Promise<T> {
    if (this.#waiting?.[disposed]) await this.close();
    const isBegun = this.#waiting !== undefined;
    const connection = this.#waiting ?? (await this.#client.acquireConnection());
    this.#waiting = undefined;
    let ended: T | undefined;
    let working: Promise<T> | undefined;
    const container = (trx: Knex.Transaction): Promise<T> => {
      working = work(trx).then((value) => (ended = value));
      return working;
    };
    try {
      await begun(this.#knex, { connection, isBegun, ahead }, container);
      if (ended?.goesOn === true) this.#waiting = connection;
    } catch (error) {
      await working;
      throw error;
    } finally {
      // A migration that has committed by itself may still be at work, on other connections.
      if (this.#waiting === undefined) this.#release(connection);
    }
    return working as unknown as Promise<T>;
  }

  /** Ends the transaction that waits for work, and gives its connection back. */
  async close(): Promise<void> {
    const connection = this.#waiting;
    if (connection === undefined) return;
    this.#waiting = undefined;
    // There is nothing in it.
    const nothing = async (): Promise<void> => {};
    await begun(this.#knex, { connection, isBegun: true }, nothing).catch(() => {});
    this.#release(connection);
  }

  /** As Knex does, it does not wait: what sets a connection back is no part of the work. */
  #release(connection: ChainConnection): void {
    delete connection[mark];
    void this.#client.releaseConnection(connection);
  }

  get #client(): PoolClient {
    return this.#knex.client as PoolClient;
  }
}

/** Where Knex keeps what ended a connection (3.3.0, lib/dialects/postgres/index.js). */
const disposed = '__knex__disposed';

/** The number of a transaction, which Knex takes from what it has acquired itself (3.3.0, lib/execution/transaction.js). */
const mark = '__knexTxId';

interface ChainConnection extends Connection {
  readonly [disposed]?: unknown;
  [mark]?: string;
}

interface PoolClient {
  acquireConnection(): Promise<ChainConnection>;
  releaseConnection(connection: ChainConnection): Promise<void>;
}

/** What a transaction begins with. */
interface Start {
  readonly connection: ChainConnection;
  /** Whether the server has begun already. */
  readonly isBegun: boolean;
  readonly ahead?: StatementsAhead | undefined;
}

function begun<T>(
  knex: Knex,
  { connection, isBegun, ahead }: Start,
  container: (trx: Knex.Transaction) => Promise<T>,
): Promise<T> {
  // Knex takes a connection, and its types do not say so.
  const transaction = knex.transaction(container, { ...({ connection } as object) });
  if (dialectOf(knex)?.name === 'postgres') beginWith(transaction, ahead, { isBegun });
  return transaction;
}
