import type { Knex } from 'knex';
import type { Recorder } from './recorder.ts';

/** The `knex` of the project. */
export type OpenKnex = (config: Knex.Config) => Knex;

/** Opens the database of a plan with a recorder in between. */
export type OpenRecording = (recorder: Recorder) => Knex;

interface Query {
  readonly sql: string;
  readonly bindings?: readonly unknown[];
}

/** What Knex 3.3.0 has on its clients (lib/client.js), transactions included. */
interface RecordedClient {
  readonly dialect: string;
  query(connection: unknown, query: Query | string): Promise<unknown>;
  stream(connection: unknown, query: Query, ...rest: readonly unknown[]): unknown;
  prepBindings(bindings: readonly unknown[] | undefined): readonly unknown[] | undefined;
  positionBindings(sql: string): string;
}

type ClientClass = new (...args: never[]) => RecordedClient;

/** What drivers answer where nothing happens. */
const emptyResponses: Readonly<Record<string, unknown>> = {
  postgresql: { rows: [], rowCount: 0, command: '' },
  mysql: [[], []],
  sqlite3: [],
};

/**
 * Opens a Knex of its own for the same configuration, each of whose statements goes by way of a
 * recorder: also those of its transactions, whose clients have the same prototype.
 */
export function openRecording(open: OpenKnex, config: Knex.Config, recorder: Recorder): Knex {
  const Base = clientClassOf(open, config);
  class RecordingClient extends Base {
    override query(connection: unknown, query: Query | string): Promise<unknown> {
      const given = typeof query === 'string' ? { sql: query } : query;
      const sql = this.positionBindings(given.sql);
      const sent = recorder.take(sql, this.prepBindings(given.bindings) ?? []);
      if (sent === sql) return super.query(connection, query);
      if (sent !== undefined) return super.query(connection, { ...given, sql: sent });
      return Promise.resolve({ ...given, response: emptyResponses[this.dialect] });
    }

    override stream(connection: unknown, query: Query, ...rest: readonly unknown[]): unknown {
      recorder.take(this.positionBindings(query.sql), this.prepBindings(query.bindings) ?? []);
      return super.stream(connection, query, ...rest);
    }
  }
  const { min: _, ...pool } = config.pool ?? {};
  return open({
    ...config,
    client: RecordingClient as unknown as typeof Knex.Client,
    pool: { ...pool, min: 0 },
  });
}

function clientClassOf(open: OpenKnex, { client, useNullAsDefault }: Knex.Config): ClientClass {
  if (typeof client === 'function') return client as unknown as ClientClass;
  // Without a connection Knex makes a client and nothing else.
  const knex = open({
    ...(client === undefined ? {} : { client }),
    ...(useNullAsDefault === undefined ? {} : { useNullAsDefault }),
    log: { warn() {} },
  });
  return (knex.client as object).constructor as ClientClass;
}
