import type { Knex } from 'knex';
import type { Catalog } from './catalog.ts';
import { PostgresReader } from './postgres-reader.ts';
import { assertDialect, readCatalog, withoutOwn, type ReadCatalogOptions } from './read-catalog.ts';
import { SqliteReader } from './sqlite-reader.ts';

let postgresOf: (reader: CatalogReader) => PostgresReader | undefined;

/**
 * What can be asked with a COMMIT, so that a reading costs a round trip less; undefined where
 * nothing can. The next reading takes the answer for its own: read, or call `forgetAnswer`, next.
 *
 * @param isRead whether a reading follows at once
 * @param expect says when it is asked what the transaction has done
 */
export function questionBehind(
  reader: CatalogReader,
  isRead: boolean,
  expect: Parameters<PostgresReader['questionBehind']>[1],
): ReturnType<PostgresReader['questionBehind']> | undefined {
  return postgresOf(reader)?.questionBehind(isRead, expect);
}

/** Forgets the answer of a question behind a COMMIT. */
export function forgetAnswer(reader: CatalogReader): void {
  postgresOf(reader)?.forgetAnswer();
}

/**
 * Reads one database again and again. On PostgreSQL and SQLite a reading after the first is cheap
 * where little has changed, and what has not changed is the same object in both catalogs; elsewhere
 * each reading is a whole one. The catalogs are those of `readCatalog`.
 *
 * @throws OptionsError for a database that knex-stairway does not know
 * @example
 * const reader = new CatalogReader(knex);
 * const before = await reader.read();
 * await knex.migrate.latest();
 * const after = await reader.read();
 * console.log(after.tables.length - before.tables.length); // 2
 */
export class CatalogReader {
  static {
    postgresOf = (reader) => reader.#postgres;
  }
  readonly #knex: Knex;
  readonly #options: ReadCatalogOptions;
  readonly #postgres: PostgresReader | undefined;
  /** Undefined where each reading is a whole one. */
  readonly #readChanges: ((knex: Knex) => Promise<Catalog>) | undefined;

  /** The last reading, before and behind what is left out of it. */
  #last: { readonly whole: Catalog; readonly settled: Catalog } | undefined;

  constructor(knex: Knex, options: ReadCatalogOptions = {}) {
    this.#knex = knex;
    this.#options = options;
    const dialect = assertDialect(knex);
    if (dialect === 'postgres') {
      const reader = new PostgresReader(options.schemas);
      this.#postgres = reader;
      this.#readChanges = (on) => reader.readChanges(on);
    } else if (dialect === 'sqlite') {
      const reader = new SqliteReader();
      this.#readChanges = (on) => reader.read(on);
    }
  }

  /** @param knex the same database, such as a transaction; default the one of the constructor */
  async read(knex: Knex = this.#knex): Promise<Catalog> {
    if (this.#readChanges === undefined) return readCatalog(knex, this.#options);
    const whole = await this.#readChanges(knex);
    if (this.#last?.whole !== whole) this.#last = { whole, settled: this.#settle(whole) };
    return this.#last.settled;
  }

  /** Leaves out and sorts again only the lists in which something has changed. */
  #settle(whole: Catalog): Catalog {
    const last = this.#last;
    const isKept = (list: List): boolean =>
      last !== undefined && isSameList(whole[list], last.whole[list]);
    const kept = lists.filter((list) => isKept(list) && (leftOutWith[list] ?? []).every(isKept));
    const none = Object.fromEntries(kept.map((list) => [list, []]));
    const changed = withoutOwn({ ...whole, ...none }, this.#knex, this.#options.except);
    const same = Object.fromEntries(kept.map((list) => [list, last?.settled[list]]));
    return Object.freeze({ ...changed, ...same });
  }
}

type List = Exclude<keyof Catalog, 'dialect'>;

const lists = [
  'schemas',
  'tables',
  'views',
  'types',
  'sequences',
  'functions',
  'triggers',
  'policies',
  'extensions',
  'grants',
  'others',
] as const satisfies readonly List[];

/** Grants on a sequence are left out with it. */
const leftOutWith: Readonly<Partial<Record<List, readonly List[]>>> = {
  sequences: ['grants'],
  grants: ['sequences'],
};

function isSameList(one: readonly unknown[], other: readonly unknown[]): boolean {
  return (
    one === other || (one.length === other.length && one.every((item, at) => item === other[at]))
  );
}
