import type { Knex } from 'knex';
import { OptionsError } from '../errors.ts';
import { dialectOf } from '../dialect/dialect-of.ts';
import type { Dialect } from '../dialect/dialect.ts';
import { rowsOf } from '../dialect/rows-of.ts';
import { rawClientOf } from './raw-client.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * The connection of a Knex or a transaction, for SQL of our own: names go through the project's
 * `wrapIdentifier`, results come as the driver gives them, without its `postProcessResponse`.
 */
export interface Session {
  readonly dialect: Dialect;
  readonly isTransaction: boolean;
  /** Kept as long as the Knex or the transaction; for what is remembered about it. */
  readonly identity: object;
  /** What the mysql drivers are told about time zones. */
  readonly timezone: string | undefined;
  /** A name as the database stores it. */
  stored(name: string): string;
  /** A stored name for the text of a statement, also one with bindings. */
  quote(stored: string): string;
  /** A new query builder; its results are the driver's too. */
  builder(): Knex.QueryBuilder;
  raw(sql: string, bindings?: readonly unknown[]): Knex.Raw;
  rows(query: PromiseLike<unknown>): Promise<readonly Fields[]>;
  /** Runs a statement and tells how many rows it changed. */
  change(sql: string, bindings: readonly unknown[]): Promise<number>;
  /** In a transaction of its own, or a savepoint where this is a transaction. */
  transaction<T>(work: (session: Session) => Promise<T>): Promise<T>;
}

/** @throws OptionsError for a database that no dialect of ours describes */
export function sessionOf(knex: Knex): Session {
  const dialect = dialectOf(knex);
  if (dialect === undefined) throw unknownDialect(knex);
  const client = rawClientOf(knex, dialect.name);
  const rows = async (query: PromiseLike<unknown>): Promise<readonly Fields[]> =>
    rowsOf<Fields>(await query);
  const raw = (sql: string, bindings: readonly unknown[] = []): Knex.Raw =>
    client.raw(sql, bindings as Knex.RawBinding[]) as Knex.Raw;
  return {
    dialect,
    isTransaction: knex.isTransaction === true,
    identity: knex.client as object,
    timezone: (client.connectionSettings as { timezone?: string } | undefined)?.timezone,
    stored: (name) => client.customWrapIdentifier(name, (plain) => plain),
    quote: (stored) => client.wrapIdentifierImpl(stored),
    builder: () => client.queryBuilder() as Knex.QueryBuilder,
    raw,
    rows,
    async change(sql, bindings) {
      const result: unknown = await raw(sql, bindings);
      if (dialect.name !== 'sqlite') return changesOf(result);
      // The two drivers of SQLite tell it in different ways, and one not at all.
      const [row] = await rows(raw('select changes() as n'));
      return Number(row?.['n']);
    },
    transaction: (work) => knex.transaction((trx) => work(sessionOf(trx))),
  };
}

function changesOf(result: unknown): number {
  const [first] = Array.isArray(result) ? result : [result];
  const { rowCount, affectedRows } = first as { rowCount?: number; affectedRows?: number };
  return rowCount ?? affectedRows ?? 0;
}

function unknownDialect(knex: Knex): OptionsError {
  return new OptionsError('A snapshot', [
    {
      code: 'E_SNAPSHOT_DIALECT',
      where: String((knex.client as { driverName?: string }).driverName),
      what: 'is a database whose tables knex-stairway cannot read',
      repair: 'Move the data by SQL: await knex.raw(…).',
    },
  ]);
}
