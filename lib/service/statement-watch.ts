import type { Knex } from 'knex';

/** What a migration has sent so far. */
export interface StatementWatch {
  /** How many of its statements came to a good end; those that begin and end transactions apart. */
  readonly count: number;
  /** How many were sent, however they ended. */
  readonly sent: number;
  /** Forgets those before. */
  reset(): void;
  stop(): void;
}

interface Emitter {
  on(event: string, listener: (...args: never[]) => void): unknown;
  removeListener(event: string, listener: (...args: never[]) => void): unknown;
}

const ending = /^\s*(?:commit|rollback)\b/iu;
const bracket = /^\s*(?:begin|start transaction|commit|rollback|savepoint|release)\b/iu;

/**
 * Counts the statements of a Knex and of its transactions, and refuses the next one when the signal
 * is aborted: the migration ends there, and its transaction is rolled back.
 *
 * @param signal undefined where nothing shall be cut short
 */
export function watchStatements(knex: Knex, signal: AbortSignal | undefined): StatementWatch {
  // Knex 3.3.0 tells the client of a transaction's events, and sends what no listener throws at.
  const client = knex.client as Emitter;
  let count = 0;
  let sent = 0;
  const refuse = ({ sql }: { readonly sql: string }): void => {
    if (!ending.test(sql)) signal?.throwIfAborted();
    if (!bracket.test(sql)) sent += 1;
  };
  const note = (_response: unknown, { sql }: { readonly sql: string }): void => {
    if (!bracket.test(sql)) count += 1;
  };
  client.on('query', refuse);
  client.on('query-response', note);
  return {
    get count() {
      return count;
    },
    get sent() {
      return sent;
    },
    reset() {
      count = 0;
      sent = 0;
    },
    stop() {
      client.removeListener('query', refuse);
      client.removeListener('query-response', note);
    },
  };
}
