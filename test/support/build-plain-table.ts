import type { Knex } from 'knex';
import type { DialectName } from '../../lib/dialect/dialect.ts';
import { addColumn, constrainColumn, constrainTable, constraintsOf } from './build-table.ts';
import type { ColumnSpec, ConstraintSpec, PartSpec } from './table-spec.ts';

/**
 * Writes a part for plain Knex: with short names by hand, where Knex takes one, and without the
 * forms that Knex drops silently or sends as SQL that is none (KNEX-TRAPS 1 and 2).
 *
 * @param nextName a name that no other constraint bears
 */
export function writePlainPart(
  knex: Knex,
  table: Knex.TableBuilder,
  part: PartSpec,
  dialect: DialectName,
  nextName: () => string,
): void {
  for (const column of part.columns) {
    const isSilentKey = column.type === 'uuidKey' && dialect !== 'postgres';
    const builder = addColumn(table, isSilentKey ? { ...column, type: 'uuid' } : column);
    let checks = 0;
    for (const constraint of constraintsOf(column, part)) {
      // MySQL: a column bears one check, and that no name.
      const isNameless = constraint.kind === 'ck' && dialect === 'mysql';
      if (isNameless && (checks += 1) > 1) continue;
      const written: ColumnSpec = isSilentKey ? { ...column, type: 'uuid' } : column;
      constrainColumn(builder, written, constraint, isNameless ? undefined : nextName());
    }
  }
  for (const constraint of part.constraints) {
    if (constraint.at !== 'table' || isAutoincrement(constraint, part, dialect)) continue;
    if (constraint.kind !== 'ck') constrainTable(knex, table, constraint, nextName());
    // The bindings of an added check are passed over.
    else table.check(String(knex.raw('?? <> 3', [...constraint.columns])), [], nextName());
  }
}

/** SQLite: Knex makes a unique constraint of a primary key beside an autoincrement. */
function isAutoincrement(
  { kind }: ConstraintSpec,
  { columns }: PartSpec,
  dialect: DialectName,
): boolean {
  return kind === 'pk' && dialect === 'sqlite' && columns[0]?.type.endsWith('ncrements') === true;
}
