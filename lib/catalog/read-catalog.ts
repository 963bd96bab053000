import type { Knex } from 'knex';
import type { DialectName } from '../dialect/dialect.ts';
import { dialectOf } from '../dialect/dialect-of.ts';
import { OptionsError } from '../errors.ts';
import { commentTable } from '../schema/sqlite-comments.ts';
import type { Catalog } from './catalog.ts';
import { knexTables, withoutTables } from './left-out.ts';
import { PostgresReader } from './postgres-reader.ts';
import { readMysql } from './read-mysql.ts';
import { settleCatalog } from './settle-catalog.ts';
import { SqliteReader } from './sqlite-reader.ts';

/** Of what `readCatalog` and `CatalogReader` read, and what they leave out. */
export interface ReadCatalogOptions {
  /**
   * Schemas of PostgreSQL, databases of MySQL; SQLite has none. Default: all schemas but the
   * system's, and the database of the connection.
   */
  readonly schemas?: readonly string[];
  /**
   * Tables and views that are left out, with all that is on them: `name`, or `schema.name`. The
   * tables in which Knex keeps its migrations always are. Default: no others.
   */
  readonly except?: readonly string[];
}

const readers: Readonly<
  Record<DialectName, (knex: Knex, schemas: readonly string[] | undefined) => Promise<Catalog>>
> = {
  postgres: (knex, schemas) => new PostgresReader(schemas).readAll(knex),
  mysql: readMysql,
  sqlite: (knex) => new SqliteReader().read(knex),
};

/**
 * Reads what a database holds, without its rows. Nothing is changed. In a transaction it sees what
 * the transaction sees; the project's `wrapIdentifier` and `postProcessResponse` are passed by.
 *
 * @throws OptionsError for a database that knex-stairway does not know
 * @example
 * const { tables } = await readCatalog(knex);
 * const table = tables.find(({ name }) => name === 'user_account');
 * console.log(table?.name, table?.comment); // user_account People who may sign in
 * console.log(table?.columns.map(({ name }) => name).join(', ')); // id, username, email
 */
export async function readCatalog(
  knex: Knex,
  { schemas, except = [] }: ReadCatalogOptions = {},
): Promise<Catalog> {
  return withoutOwn(await readers[assertDialect(knex)](knex, schemas), knex, except);
}

/** Takes what is no part of a project's schema out of a catalog, and settles it. */
export function withoutOwn(catalog: Catalog, knex: Knex, except: readonly string[] = []): Catalog {
  // SQLite's comments stand in the catalog as comments, not as a table.
  const own = catalog.dialect === 'sqlite' ? [commentTable] : [];
  return settleCatalog(withoutTables(catalog, [...knexTables(knex), ...own, ...except]));
}

/** @throws OptionsError for a database that knex-stairway does not know */
export function assertDialect(knex: Knex): DialectName {
  const dialect = dialectOf(knex);
  if (dialect !== undefined) return dialect.name;
  const { dialect: name, driverName } = knex.client as { dialect?: string; driverName?: string };
  throw new OptionsError('The database', [
    {
      code: 'E_DIALECT_UNKNOWN',
      where: `client ${driverName ?? name ?? 'without a dialect'}`,
      what: 'is of a database whose catalog cannot be read',
      repair: 'Read one of PostgreSQL, MySQL, MariaDB or SQLite.',
    },
  ]);
}
