import type { Knex } from 'knex';
import { dialectOf } from '../dialect/dialect-of.ts';
import { forgetChecks } from '../snapshot/checked-knex.ts';
import { beginAgain, beginWith } from './begin-with.ts';
import { commit } from './commit-with.ts';
import { sendText } from './send-text.ts';
import type { StatementsAhead } from './waiting-begin.ts';

/** How the work in a transaction has ended. */
export interface Ended {
  /** Whether its COMMIT begins the next transaction, too, as `commitWith` was told. */
  readonly goesOn: boolean;
}

/**
 * Transactions of one Knex, one behind the other. Each commits for itself, and all of them may be one
 * transaction to Knex, on one connection: of PostgreSQL, the COMMIT of one and the BEGIN of the next
 * are one round trip, and no new client of Knex has to be made. As with `knex.migrate.latest()`, which
 * hands the same transaction to all, a migration must not use it when it has ended.
 */
export class TransactionChain {
  readonly #knex: Knex;
  #waiting: Link | undefined;

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
    if (await this.#waiting?.isLost()) await this.close();
    const waiting = this.#waiting;
    this.#waiting = undefined;
    const link = waiting ?? (await Link.open(this.#knex, ahead));
    try {
      if (waiting !== undefined) await link.begin(ahead);
      const ended = await work(link.trx);
      if (!ended.goesOn) {
        await link.end();
        return ended;
      }
      await link.commit();
      this.#waiting = link;
      return ended;
    } catch (error) {
      await link.fail(error);
      throw error;
    }
  }

  /** The transaction that has begun, and has no work yet. */
  get waiting(): Knex.Transaction | undefined {
    return this.#waiting?.trx;
  }

  /** Ends the transaction that waits for work, and gives its connection back. */
  async close(): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    // There is nothing in it.
    await waiting?.end().catch(() => {});
  }
}

/** Where Knex keeps what ended a connection (3.3.0, lib/dialects/postgres/index.js). */
const disposed = '__knex__disposed';

interface Connection {
  readonly [disposed]?: unknown;
}

/** A transaction of Knex that is held open until it is said how it ends. */
class Link {
  readonly trx: Knex.Transaction;
  readonly #settle: (outcome: Promise<void>) => void;
  readonly #done: Promise<void>;

  private constructor(
    trx: Knex.Transaction,
    settle: (outcome: Promise<void>) => void,
    done: Promise<void>,
  ) {
    this.trx = trx;
    this.#settle = settle;
    this.#done = done;
  }

  static open(knex: Knex, ahead: StatementsAhead | undefined): Promise<Link> {
    return new Promise((resolve, reject) => {
      const done = knex.transaction(
        (trx) => new Promise<void>((settle) => resolve(new Link(trx, settle, done))),
      );
      if (dialectOf(knex)?.name === 'postgres') beginWith(done, ahead);
      done.catch(reject);
    });
  }

  /** Whether Knex knows that its connection is gone, and would take another one. */
  async isLost(): Promise<boolean> {
    const client = this.trx.client as { acquireConnection(): Promise<Connection> };
    return Boolean((await client.acquireConnection())[disposed]);
  }

  /** Says BEGIN of what has begun. */
  async begin(ahead: StatementsAhead | undefined): Promise<void> {
    forgetChecks(this.trx);
    await beginAgain(this.trx, ahead);
  }

  /** Commits, and stays. */
  async commit(): Promise<void> {
    await sendText(this.trx, commit);
  }

  async end(): Promise<void> {
    this.#settle(Promise.resolve());
    await this.#done;
  }

  async fail(reason: unknown): Promise<void> {
    this.#settle(Promise.reject(reason as Error));
    await this.#done.catch(() => {});
  }
}
