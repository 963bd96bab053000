import type { Knex } from 'knex';

/** A question that goes to PostgreSQL in one round trip with a COMMIT, behind it. */
export interface QuestionBehind {
  /**
   * SQL for this connection: what only the transaction knows is kept by one statement before the
   * COMMIT. Undefined where nothing is asked there.
   */
  textFor(
    connection: object,
  ): { readonly before: string | undefined; readonly behind: string } | undefined;
  /** How the driver shall read the answer; handed to it. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Is given what the driver made of each statement of the text, whose last are those behind the COMMIT. */
  take(results: readonly unknown[], connection: object): void;
  /** Whether it is the question that failed: then all before it is committed. */
  hasFailed(error: unknown): boolean;
}

/** What Knex hands to its driver. */
interface Sent {
  sql: string;
  response?: unknown;
  readonly options?: QuestionBehind['options'];
}

/** The client of a transaction (3.3.0, lib/dialects/postgres/index.js). */
interface QueryingClient {
  _query(connection: object, sent: Sent): Promise<Sent>;
}

/** What Knex begins and commits by (3.3.0, lib/execution/transaction.js). */
const begin = 'BEGIN;';
const commit = 'COMMIT;';

/** What goes with a COMMIT. */
export interface WithCommit {
  /** SQL without bindings: one statement, before it. */
  readonly statement: string;
  readonly question?: QuestionBehind | undefined;
  /** Whether the next transaction begins at once. */
  readonly goesOn?: boolean | undefined;
}

/**
 * Lets the transaction end with a statement of ours: that, COMMIT, a question, if there is one, and the
 * BEGIN of the next transaction, if it is to be, are one round trip.
 * No other transaction notices, as each has a client of its own. PostgreSQL only, which runs what
 * stands in one text in its order, and nothing behind an error.
 */
export function commitWith(
  trx: Knex.Transaction,
  { statement, question, goesOn = false }: WithCommit,
): void {
  const client = trx.client as QueryingClient;
  const query = client._query.bind(client);
  client._query = async (connection, sent) => {
    if (sent.sql !== commit) return query(connection, sent);
    const asked = question?.textFor(connection);
    // If it fails, this is what is told.
    sent.sql = `${statement};\n${commit}`;
    const before = asked?.before === undefined ? [] : [asked.before];
    const behind = asked === undefined || asked.behind === '' ? [] : [asked.behind];
    // What is asked outside of any transaction would be part of one that begins in the same text.
    const isApart = goesOn && behind.length > 0;
    const texts = [statement, ...before, commit];
    const ahead = texts.length;
    texts.push(...(isApart ? [begin, ...behind, commit] : behind), ...(goesOn ? [begin] : []));
    const sql = texts.map((text) => text.replace(/;?$/u, ';\n')).join('');
    const whole = { ...sent, sql, options: question?.options ?? {} };
    try {
      const { response } = await query(connection, whole);
      if (asked !== undefined) {
        const results = response as unknown[];
        const ofQuestion = isApart
          ? results.slice(ahead + 1, -2)
          : results.slice(ahead, goesOn ? -1 : undefined);
        question?.take([...results.slice(0, ahead), ...ofQuestion], connection);
      }
    } catch (error) {
      if (question?.hasFailed(error) !== true) {
        // Knex takes a COMMIT for the end of it; behind a statement that fails it is still open.
        await query(connection, { sql: 'ROLLBACK' }).catch(() => {});
        throw error;
      }
      if (isApart) await query(connection, { sql: 'ROLLBACK' });
      if (goesOn) await query(connection, { sql: begin });
    }
    return sent;
  };
}
