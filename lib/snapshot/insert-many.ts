import type { Knex } from 'knex';
import { groupBy } from '../group-by.ts';
import type { DialectName } from '../dialect/dialect.ts';
import { settleBatchOptions } from './batch-options.ts';
import type { Columns, RowOf } from './column.ts';
import { encoded } from './encoded.ts';
import { liveColumn, openTable, queryOf, type Declaration } from './open-table.ts';
import { sessionOf, type Session } from './session.ts';

/** A new row; what is missing gets the column's default. */
export type NewRow<C extends Columns> = { readonly [Name in keyof RowOf<C>]?: RowOf<C>[Name] };

/** Rows as they come: a list, a generator, a stream of objects. */
export type NewRows<C extends Columns> = Iterable<NewRow<C>> | AsyncIterable<NewRow<C>>;

/** How to insert. */
export interface InsertManyOptions {
  /** Rows a statement; 1,000 unless given, and fewer where the database takes fewer values. */
  readonly batchSize?: number;
}

/**
 * Most values of one statement: the 16 bits of a message of PostgreSQL
 * (https://www.postgresql.org/docs/18/protocol-message-formats.html), SQLITE_MAX_VARIABLE_NUMBER
 * (https://www.sqlite.org/limits.html); mysql and mysql2 put values into the text.
 */
const mostBindings: Readonly<Record<DialectName, number>> = {
  postgres: 65_535,
  sqlite: 32_766,
  mysql: Number.POSITIVE_INFINITY,
};

/**
 * Most rows of one statement: Knex (3.3.0) makes a compound select of them on SQLite, which takes 500
 * (SQLITE_MAX_COMPOUND_SELECT, https://www.sqlite.org/limits.html).
 */
const mostRows: Readonly<Record<DialectName, number>> = {
  postgres: Number.POSITIVE_INFINITY,
  sqlite: 500,
  mysql: Number.POSITIVE_INFINITY,
};

/** Inserts rows batch by batch, all or none, and tells how many. */
export async function insertMany<C extends Columns>(
  knex: Knex,
  declaration: Declaration<C>,
  rows: NewRows<C>,
  options: InsertManyOptions,
): Promise<number> {
  const { batchSize } = settleBatchOptions('insertMany', options, 1_000);
  const session = sessionOf(knex);
  const live = await openTable(session, declaration);
  return session.transaction(async (within) => {
    let inserted = 0;
    for await (const batch of batchesOf(rows, batchSize)) {
      for (const name of namesOf(batch)) liveColumn(name, live, within);
      await insertBatch(within, declaration, batch);
      inserted += batch.length;
    }
    return inserted;
  });
}

type Fields = Readonly<Record<string, unknown>>;

async function insertBatch(
  session: Session,
  { table, columns }: Declaration,
  batch: readonly Fields[],
): Promise<void> {
  const values = batch.map((row) => encoded(row, columns));
  // SQLite has no word for a column's default in a list of values: rows of one shape go together.
  const { name: dialect } = session.dialect;
  const groups = groupBy(values, (row) => (dialect === 'sqlite' ? shapeOf(row) : ''));
  for (const group of groups.values()) {
    const most = rowsPerStatement(dialect, namesOf(group).size);
    for (let start = 0; start < group.length; start += most) {
      await queryOf(session, table).insert(group.slice(start, start + most) as never);
    }
  }
}

function rowsPerStatement(dialect: DialectName, width: number): number {
  const byBindings = Math.floor(mostBindings[dialect] / Math.max(1, width));
  return Math.max(1, Math.min(mostRows[dialect], byBindings));
}

function shapeOf(row: Fields): string {
  return JSON.stringify(Object.keys(row).filter((name) => row[name] !== undefined));
}

function namesOf(batch: readonly Fields[]): ReadonlySet<string> {
  return new Set(batch.flatMap((row) => Object.keys(row)));
}

async function* batchesOf<T extends object>(
  rows: Iterable<T> | AsyncIterable<T>,
  size: number,
): AsyncGenerator<T[]> {
  let batch: T[] = [];
  for await (const row of rows) {
    batch.push(row);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
