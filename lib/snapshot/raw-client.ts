import type { Knex } from 'knex';
import type { DialectName } from '../dialect/dialect.ts';

/** What Knex 3.3.0 has on its client and does not declare. */
export interface RawClient extends Knex.Client {
  wrapIdentifierImpl(name: string): string;
  customWrapIdentifier(name: string, wrap: (name: string) => string, context?: unknown): string;
  query(connection: unknown, query: SentQuery): Promise<unknown>;
}

interface SentQuery {
  sql: string;
  bindings?: readonly unknown[];
}

/**
 * Makes a client without the project's changes to results, for queries only. A name that has a question
 * mark can stand in them, which Knex 3.3.0 and the mysql drivers take for a binding.
 */
export function rawClientOf(knex: Knex, dialect: DialectName): RawClient {
  const original = knex.client as RawClient;
  const client = Object.create(original) as RawClient;
  const { postProcessResponse: _dropped, ...config } = original.config;
  client.config = config;
  // Knex leaves a mark behind a backslash alone, but makes one of both on PostgreSQL only.
  client.wrapIdentifierImpl = (name) =>
    original.wrapIdentifierImpl(name).replaceAll('?', String.raw`\?`);
  if (dialect !== 'postgres') {
    client.query = (connection, query) =>
      original.query(connection, withMarks(query, dialect === 'mysql'));
  }
  return client;
}

/**
 * Takes the backslashes off the marks of a query.
 *
 * @param isBound whether names that have a mark are bound, as they stand: the driver `mysql` puts a
 * value in the place of each mark, of those in names too
 */
function withMarks(query: SentQuery, isBound: boolean): SentQuery {
  const { sql, bindings = [] } = query;
  if (!sql.includes(String.raw`\?`)) return query;
  const plain = sql.replaceAll(String.raw`\?`, '?');
  if (!isBound || bindings.length === 0) return Object.assign(query, { sql: plain });
  const left = [...bindings];
  const bound: unknown[] = [];
  const text = plain.replaceAll(/'(?:[^'\\]|\\.|'')*'|`(?:[^`]|``)*`|\?/gsu, (part) => {
    if (part !== '?' && !(part.startsWith('`') && part.includes('?'))) return part;
    bound.push(part === '?' ? left.shift() : { toSqlString: () => part });
    return '?';
  });
  return Object.assign(query, { sql: text, bindings: bound });
}
