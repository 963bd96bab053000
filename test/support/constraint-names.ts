import type { Knex } from 'knex';
import type { DialectName } from '../../lib/dialect/dialect.ts';
import { readConstraintLines } from './constraint-lines.ts';

/** Reads the names of all constraints and indexes but primary keys of MySQL, sorted: `member fk fk__…`. */
export async function readConstraintNames(
  knex: Knex,
  dialect: DialectName,
  schema?: string,
): Promise<string[]> {
  const lines = await readConstraintLines(knex, dialect, schema);
  return [...lines]
    .filter(([table]) => !table.startsWith('knex_migrations'))
    .flatMap(([table, ofTable]) =>
      ofTable.map((line) => `${table} ${line.replace(/ \([^()]*\)(?: ->.*| partial)?$/u, '')}`),
    )
    .filter((line) => !line.endsWith(' pk PRIMARY'))
    .sort();
}
