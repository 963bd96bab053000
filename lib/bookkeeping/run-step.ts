import type { Knex } from 'knex';
import { dialectOf } from '../dialect/dialect-of.ts';
import { beginWith } from './begin-with.ts';
import type { Bookkeeping } from './bookkeeping.ts';
import type { BookkeepingConfig } from './bookkeeping-config.ts';
import { commitWith, type QuestionBehind } from './commit-with.ts';
import type { Listed } from './listed.ts';
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
  { within, begin, ahead, recordUp, recordUpText, ending }: RunStepOptions = {},
): Promise<void> {
  const work = async (on: Knex): Promise<void> => {
    await begin?.(on);
    await move(on, step, bookkeeping.config);
  };
  if (within !== undefined || !usesTransaction(step.migration, bookkeeping.config)) {
    const on = within ?? knex;
    await work(on);
    await record(on, bookkeeping, step, recordUp);
    return;
  }
  const isRecorded = await inTransaction(
    knex,
    async (trx) => {
      await work(trx);
      // A migration may have committed by itself; Knex allows it.
      if (trx.isCompleted()) return false;
      const text = ending === undefined ? recordUpText?.() : recordText(bookkeeping, step);
      if (text === undefined) await record(trx, bookkeeping, step, recordUp);
      else commitWith(trx, text, ending?.question);
      return true;
    },
    ahead,
  );
  if (!isRecorded) await record(knex, bookkeeping, step, recordUp);
}

/** A rollback that fails, where the connection is cut or the disk full, does not hide the reason. */
async function inTransaction<T>(
  knex: Knex,
  work: (trx: Knex.Transaction) => Promise<T>,
  ahead: StatementsAhead | undefined,
): Promise<T> {
  let reason: { readonly error: unknown } | undefined;
  const rememberingWork = async (trx: Knex.Transaction): Promise<T> => {
    try {
      return await work(trx);
    } catch (error) {
      reason = { error };
      throw error;
    }
  };
  const transaction = knex.transaction(rememberingWork);
  if (dialectOf(knex)?.name === 'postgres') beginWith(transaction, ahead);
  return transaction.catch((error: unknown) => {
    throw reason === undefined ? error : reason.error;
  });
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
