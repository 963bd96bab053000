import type { Knex } from 'knex';
import { pushStatement, quoteIn, touchedColumn } from '../schema/touch-trigger.ts';
import type { MixinTable } from './mixin.ts';

/**
 * Adds a column that is not null and whose default is an expression; rows that are there get a value
 * each. SQLite adds no such column: it gets a text first, then by Knex's `alter()`, which builds the
 * table anew, its default.
 *
 * @param describe the column with its type and nothing else
 */
export function addDefaultColumn(
  { table, builder, isLate }: MixinTable,
  name: string,
  expression: string,
  describe: (table: Knex.TableBuilder) => Knex.ColumnBuilder,
): Knex.ColumnBuilder {
  const described = (value: Knex.Value): Knex.ColumnBuilder =>
    describe(table).notNullable().defaultTo(value);
  const computed = builder.client.raw(expression);
  if (!isLate) return described(computed);
  const added = described('');
  described(computed).alter();
  const touched = touchedColumn(builder, name);
  const sql = `update ${quoteIn(touched, touched.table)} set ${touched.quote(touched.column)} = ${expression}`;
  pushStatement(builder, { sql, bindings: [] });
  return added;
}
