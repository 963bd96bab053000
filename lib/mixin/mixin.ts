import type { Knex } from 'knex';
import { OptionsError, type Problem } from '../errors.ts';
import type { DialectName } from '../dialect/dialect.ts';
import { dialectOf } from '../dialect/dialect-of.ts';
import type { TableBuilderInternals } from '../schema/knex-internals.ts';

/**
 * Columns that many tables have: a function of the table builder, as a team's own may be. Mixins
 * compose in any order, in createTable and alterTable.
 *
 * @example
 * const sortable: Mixin<{ readonly from?: number }> = (table, { from = 0 } = {}) => {
 *   table.integer('position').notNullable().defaultTo(from).comment('Place in its list');
 * };
 * await withConventions(knex.schema).createTable('menu', (table) => {
 *   table.comment('Menus of the shop');
 *   uuidPrimaryKey(table);
 *   sortable(table);
 *   timestamps(table);
 * });
 */
export type Mixin<Options extends object = object> = (
  table: Knex.TableBuilder,
  options?: Options,
) => void;

/** A table for mixins that must know the database. */
export interface MixinTable {
  readonly table: Knex.TableBuilder;
  readonly builder: TableBuilderInternals;
  readonly dialect: DialectName;
  /** Whether SQLite adds a column by ALTER TABLE, which takes no default that is an expression. */
  readonly isLate: boolean;
}

/** @throws OptionsError for a database or a method for which the mixin has no SQL */
export function openTable(table: Knex.TableBuilder, mixin: string): MixinTable {
  const builder = table as unknown as TableBuilderInternals;
  const { _tableName: name, _method: method } = builder;
  const refuse = (problem: Omit<Problem, 'where'>): OptionsError =>
    new OptionsError(`${mixin}()`, [{ ...problem, where: `${name}, ${mixin}()` }]);
  const dialect = dialectOf(builder)?.name;
  if (dialect === undefined) {
    throw refuse({
      code: 'E_MIXIN_DIALECT',
      what: `has no SQL for ${builder.client.driverName ?? 'this database'}, but for PostgreSQL, MySQL, MariaDB and SQLite`,
      repair: 'Describe the columns by hand.',
    });
  }
  if (dialect === 'sqlite' && method === 'createLike') {
    throw refuse({
      code: 'E_MIXIN_COPY',
      what: 'stands in a createTableLike, where SQLite cannot add its columns',
      repair: 'Call it in an alterTable behind.',
    });
  }
  return { table, builder, dialect, isLate: dialect === 'sqlite' && method === 'alter' };
}
