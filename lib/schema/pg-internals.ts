import type { ClientInternals, Query } from './knex-internals.ts';

/**
 * What a pipeline needs of Knex's client for `pg`, as of knex 3.3.0, and of what `pg` shows to queries of
 * others, such as pg-cursor (8.23; lib/query.js, lib/connection.js).
 */

/** Knex's client of `pg` (lib/dialects/postgres/index.js). */
export interface PgClient extends ClientInternals {
  readonly driver: PgDriver;
  positionBindings(sql: string): string;
  /** Sends one statement, and puts the answer of `pg` to it. */
  _query(connection: PgConnection, query: Query): Promise<Query>;
}

/** The module `pg`. */
export interface PgDriver {
  readonly Client: new () => PgConnection;
  readonly Query: new (
    config: { readonly text: string },
    callback: (error: unknown, result: PgResult) => void,
  ) => PgQuery;
}

/** A connection, which takes queries of other classes, too. */
export interface PgConnection {
  /** What it writes by; the connections of pg-native have none. */
  readonly connection?: PgWire;
  /** Whether it sends all that it is given at once, and takes no queries of others. */
  readonly pipeline?: boolean;
  /** How long the driver waits for a query: milliseconds. */
  readonly connectionParameters: { readonly query_timeout?: number | string | false };
  query(query: object, callback: (error: unknown) => void): unknown;
}

export type PgResult = object;

/** What `pg` makes of the messages that answer a statement. */
export interface PgQuery {
  handleCommandComplete(message: unknown, wire: PgWire): void;
  handleReadyForQuery(wire: PgWire): void;
}

/** What `pg` writes messages by. */
export interface PgWire {
  readonly stream: { cork?(): void; uncork?(): void };
  parse(statement: { readonly text: string }): void;
  bind(portal: object): void;
  execute(portal: object): void;
  sync(): void;
}
