import type { Knex } from 'knex';
import type { Catalog } from '../catalog/catalog.ts';
import type { SeedDialect } from './seed-dialect.ts';

/** What is known while tables are filled. */
export interface SeedContext {
  readonly knex: Knex;
  readonly catalog: Catalog;
  readonly dialect: SeedDialect;
  readonly rows: number;
  /** Keys of the tables that are still empty. */
  readonly empty: Set<string>;
}
