import type { Knex } from 'knex';
import type { Bookkeeping } from './bookkeeping.ts';
import type { BookkeepingConfig } from './bookkeeping-config.ts';
import { commitWith, type QuestionBehind } from './commit-with.ts';
import type { Listed } from './listed.ts';
import { TransactionChain, type Ended } from './transaction-chain.ts';
import type { StatementsAhead } from './waiting-begin.ts';

/** One migration in one direction. */
export interface Step extends Listed {
  readonly migration: Knex.Migration;
  readonly direction: 'up' | 'down';
  /** What an `up` is recorded with; a `down` takes no note of it. */
  readonly batch: number;
}

/** How a step is run. */
export interface RunStepOptions {
  /** A transaction that several steps share; without it a step has one of its own, or none. */
  readonly within?: Knex.Transaction | undefined;
  /** Is called before the migration, on the Knex or the transaction that the migration is given. */
  readonly begin?: ((on: Knex) => Promise<void>) | undefined;
  /** Of PostgreSQL, what goes ahead of the first statement of a step that has a transaction of its own. */
  readonly ahead?: StatementsAhead | undefined;
  /** Records an `up`, in the place of its row alone. */
  readonly recordUp?: ((on: Knex) => Promise<void>) | undefined;
  /** Of PostgreSQL, SQL that does so together with the COMMIT of a step that has a transaction of its own. */
  readonly recordUpText?: (() => string) | undefined;
  /**
   * Of PostgreSQL, makes one round trip of the row and the COMMIT of a step that has a transaction of
   * its own, and of a question behind them.
   */
  readonly ending?: { readonly question: QuestionBehind | undefined } | undefined;
  /** Of the same Knex: its transactions are those of the steps, one behind the other. */
  readonly chain?: TransactionChain | undefined;
  /** Of PostgreSQL, whether the chain has another step behind this one that uses a transaction. */
  readonly goesOn?: boolean | undefined;
}

/** Whether Knex gives a migration a transaction: its own `config.transaction` decides, else the configuration's. */
export function usesTransaction(
  migration: Knex.Migration,
  { disableTransactions }: Pick<BookkeepingConfig, 'disableTransactions'>,
): boolean {
  const { config } = migration as { readonly config?: { readonly transaction?: unknown } };
  return typeof config?.transaction === 'boolean' ? config.transaction : !disableTransactions;
}

/**
 * Runs one step as Knex 3.3.0 would (Migrator.js), but for one thing: its row is written in the
 * transaction of the migration, so that the two commit together. A migration without a transaction is
 * recorded as soon as it has ended.
 *
 * @param knex what the migration is given, or starts its transaction from
 */
export async function runStep(
  knex: Knex,
  bookkeeping: Bookkeeping,
  step: Step,
  options: RunStepOptions = {},
): Promise<void> {
  const { within, begin, recordUp } = options;
  const work = async (on: Knex): Promise<void> => {
    await begin?.(on);
    await move(on, step, bookkeeping.config);
  };
  if (within !== undefined || !usesTransaction(step.migration, bookkeeping.config)) {
    // It may wait for all that has begun.
    await options.chain?.close();
    const on = within ?? knex;
    await work(on);
    if (within?.isCompleted() === true) {
      throw new Error('it has ended the transaction that all migrations share');
    }
    await record(on, bookkeeping, step, recordUp);
    return;
  }
  const { chain = new TransactionChain(knex), ahead } = options;
  const { isRecorded } = await chain.run(async (trx) => {
    await work(trx);
    // A migration may have committed by itself; Knex allows it.
    if (trx.isCompleted()) return { isRecorded: false, goesOn: false };
    return { isRecorded: true, ...(await recordWithin(trx, bookkeeping, step, options)) };
  }, ahead);
  if (!isRecorded) await record(knex, bookkeeping, step, recordUp);
}

/** Records a step in its transaction, or lets its COMMIT do so. */
async function recordWithin(
  trx: Knex.Transaction,
  bookkeeping: Bookkeeping,
  step: Step,
  { recordUp, recordUpText, ending, goesOn = false }: RunStepOptions,
): Promise<Ended> {
  const statement = ending === undefined ? recordUpText?.() : recordText(bookkeeping, step);
  if (statement === undefined) {
    await record(trx, bookkeeping, step, recordUp);
    return { goesOn: false };
  }
  commitWith(trx, { statement, question: ending?.question, goesOn });
  return { goesOn };
}

async function move(
  on: Knex,
  { item, name, migration, direction }: Step,
  { hooks }: BookkeepingConfig,
): Promise<void> {
  await hooks.beforeEach?.(on, [item]);
  const moved: unknown = migration[direction]?.(on);
  if (typeof (moved as PromiseLike<unknown> | undefined)?.then !== 'function') {
    (on.client as { logger: { warn(text: string): void } }).logger.warn(
      `migration ${name} did not return a promise`,
    );
  }
  await moved;
  await hooks.afterEach?.(on, [item]);
}

function record(
  on: Knex,
  bookkeeping: Bookkeeping,
  { name, direction, batch }: Step,
  recordUp: RunStepOptions['recordUp'],
): Promise<void> {
  if (direction === 'down') return bookkeeping.remove(name, on);
  return recordUp === undefined ? bookkeeping.insert({ name, batch }, on) : recordUp(on);
}

function recordText(bookkeeping: Bookkeeping, { name, direction, batch }: Step): string {
  return direction === 'up'
    ? bookkeeping.insertText({ name, batch })
    : bookkeeping.removeText(name);
}
