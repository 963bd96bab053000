import type { RunnerClass } from './compiler-mixin.ts';
import type { Query } from './knex-internals.ts';
import type { PgClient, PgConnection, PgResult } from './pg-internals.ts';
import { sendTogether } from './pipeline.ts';

/**
 * Knex's runner, which sends statements of a schema builder together. Knex itself still takes one at a
 * time, and tells and refuses each as ever; all but the first of a group find their answer there.
 */
export function pipelinedRunner(Base: RunnerClass): RunnerClass {
  return class extends Base {
    override queryArray(queries: readonly Query[]): Promise<unknown> {
      const { connection, builder } = this;
      // A derived client stands before the one that sends.
      const client = Object.getPrototypeOf(this.client) as PgClient;
      if (queries.length > 1 && connectsByKnex(client, connection)) {
        const createsOnly = builder._sequence.every(({ method }) => method === 'createTable');
        for (const group of groupsOf(client, queries, createsOnly)) pipeline(client, group);
      }
      return super.queryArray(queries);
    }
  };
}

/**
 * Whether it is a transaction, outside of which statements that are sent together would be one, and
 * Knex's own methods send to `pg`: others may change a statement, or keep it.
 */
function connectsByKnex(client: PgClient, connection: unknown): boolean {
  const { transacting, driverName, driver } = client;
  const made = Object.getPrototypeOf(client) as object;
  return (
    transacting === true &&
    driverName === 'pg' &&
    connection instanceof driver.Client &&
    connection.connection !== undefined &&
    connection.pipeline !== true &&
    // The server answers when all is done: the driver could not tell which has taken too long.
    !connection.connectionParameters.query_timeout &&
    ownerOf(made, 'query') === ownerOf(made, 'runner') &&
    (answering.has(client) || ownerOf(client, '_query') === ownerOf(made, 'positionBindings'))
  );
}

function ownerOf(object: object, method: string): object | undefined {
  for (let owner = object; owner !== null; owner = Object.getPrototypeOf(owner) as object) {
    if (Object.hasOwn(owner, method)) return owner;
  }
  return undefined;
}

/** A statement, and the text that is sent of it. */
interface Plain {
  readonly query: Query;
  readonly text: string;
}

/**
 * Behind the first of a group stands nothing that takes long, or whoever stops in between would have to
 * wait for it: comments, and what is done to a table that the builder makes.
 */
function groupsOf(
  client: PgClient,
  queries: readonly Query[],
  createsOnly: boolean,
): readonly (readonly Plain[])[] {
  const groups: Plain[][] = [];
  let group: Plain[] | undefined;
  for (const query of queries) {
    const text = client.positionBindings(query.sql);
    if (!hasTextOnly(query) || !plain.test(text)) group = undefined;
    else if (group !== undefined && (createsOnly || text.startsWith('comment on '))) {
      group.push({ query, text });
    } else groups.push((group = [{ query, text }]));
  }
  return groups.filter(({ length }) => length > 1);
}

function hasTextOnly({ output, bindings = [] }: Query): boolean {
  return output === undefined && bindings.length === 0;
}

/** One statement that returns no rows; a `$1` would mean something else than it does alone. */
const plain =
  /^(?:create table|alter table|create (?:unique )?index(?! concurrently)|comment on)(?!.*\$\d) [^;]*$/su;

type Send = (connection: PgConnection) => Promise<PgResult> | undefined;

/** What sends a statement with its group, or has its answer; undefined where it was not sent. */
const answers = new WeakMap<Query, Send>();

/** Clients that look there. */
const answering = new WeakSet<PgClient>();

/** Has a client send a whole group when it is to send the first of it. */
function pipeline(client: PgClient, group: readonly Plain[]): void {
  if (!answering.has(client)) answerFor(client);
  const texts = group.map(({ text }) => text);
  let sent: readonly Promise<PgResult>[] | undefined;
  for (const [index, { query }] of group.entries()) {
    answers.set(query, (connection) => {
      if (index === 0) sent = sendTogether(connection, client.driver, texts);
      return sent?.[index];
    });
  }
}

/** Knex makes a client for each transaction: nobody else's is changed. */
function answerFor(client: PgClient): void {
  const send = client._query;
  answering.add(client);
  client._query = (connection, query) => {
    const answer = answers.get(query)?.(connection);
    answers.delete(query);
    return answer === undefined
      ? send.call(client, connection, query)
      : answer.then((response) => Object.assign(query, { response }));
  };
}
