import type { PgConnection, PgDriver, PgQuery, PgResult, PgWire } from './pg-internals.ts';

/**
 * Statements that go to PostgreSQL in one round trip, and are read and run one by one there: none
 * behind one that fails. To `pg` it is a query of another class, such as pg-cursor has one.
 *
 * Source: https://www.postgresql.org/docs/18/protocol-flow.html#PROTOCOL-FLOW-PIPELINING
 */
class Pipeline {
  readonly #texts: readonly string[];
  /** Those that are not answered yet. */
  readonly #queries: PgQuery[];
  /** Is told of the end; `pg` puts it here. */
  callback?: (error: unknown) => void;

  constructor(texts: readonly string[], queries: readonly PgQuery[]) {
    this.#texts = texts;
    this.#queries = [...queries];
  }

  submit(wire: PgWire): null {
    wire.stream.cork?.();
    for (const text of this.#texts) {
      wire.parse({ text });
      wire.bind({});
      wire.execute({});
    }
    wire.sync();
    wire.stream.uncork?.();
    return null;
  }

  handleCommandComplete(message: unknown, wire: PgWire): void {
    const query = this.#queries.shift();
    query?.handleCommandComplete(message, wire);
    query?.handleReadyForQuery(wire);
  }

  /** Of one, or of the connection. */
  handleError(error: unknown): void {
    this.callback?.(error);
  }

  handleReadyForQuery(): void {
    this.callback?.(null);
  }
}

/**
 * Sends statements together.
 *
 * @param texts one statement each, without bindings, that returns no rows
 * @returns the answer to each; those behind one that fails fail like it
 */
export function sendTogether(
  connection: PgConnection,
  { Query }: PgDriver,
  texts: readonly string[],
): readonly Promise<PgResult>[] {
  const fail: ((error: unknown) => void)[] = [];
  const queries: PgQuery[] = [];
  const answers = texts.map((text) => {
    const answer = new Promise<PgResult>((resolve, reject) => {
      fail.push(reject);
      queries.push(
        new Query({ text }, (error, result) => (error ? reject(error) : resolve(result))),
      );
    });
    // Nobody asks for those behind one that fails.
    answer.catch(() => {});
    return answer;
  });
  connection.query(new Pipeline(texts, queries), (error) => {
    if (error) for (const reject of fail) reject(error);
  });
  return answers;
}
