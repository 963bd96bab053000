import type { Knex } from 'knex';
import type { Catalog } from './catalog.ts';
import { knexTables, withoutTables } from './left-out.ts';
import { PostgresReader } from './postgres-reader.ts';
import { assertDialect, readCatalog, type ReadCatalogOptions } from './read-catalog.ts';
import { settleCatalog } from './settle-catalog.ts';

/**
 * Reads one database again and again. On PostgreSQL a reading after the first is cheap where little
 * has changed, and what has not changed is the same object in both catalogs; elsewhere each reading
 * is a whole one. The catalogs are those of `readCatalog`.
 *
 * @throws OptionsError for a database that knex-stairway does not know
 * @example
 * const reader = new CatalogReader(knex);
 * const before = await reader.read();
 * await migration.up(knex);
 * const after = await reader.read();
 */
export class CatalogReader {
  readonly #knex: Knex;
  readonly #options: ReadCatalogOptions;
  readonly #postgres: PostgresReader | undefined;

  constructor(knex: Knex, options: ReadCatalogOptions = {}) {
    this.#knex = knex;
    this.#options = options;
    this.#postgres =
      assertDialect(knex) === 'postgres' ? new PostgresReader(options.schemas) : undefined;
  }

  /** @param knex the same database, such as a transaction; default the one of the constructor */
  async read(knex: Knex = this.#knex): Promise<Catalog> {
    if (this.#postgres === undefined) return readCatalog(knex, this.#options);
    const catalog = await this.#postgres.readChanges(knex);
    const leftOut = [...knexTables(knex), ...(this.#options.except ?? [])];
    return settleCatalog(withoutTables(catalog, leftOut));
  }
}
