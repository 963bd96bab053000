import type { NamedConstraint } from '../naming/convention.ts';
import { literalPattern } from '../literal-pattern.ts';

/**
 * Tells whether Knex or the database made a name of the table and the columns: what nobody chose.
 *
 * Rules: `_indexCommand` in knex 3.3.0 (lib/schema/tablecompiler.js), ChooseConstraintName in
 * PostgreSQL (src/backend/commands/indexcmds.c), and the names that MySQL and MariaDB count.
 */
export function isGeneratedName(
  name: string,
  { kind, columns }: Omit<NamedConstraint, 'name'>,
  table: string,
): boolean {
  const endings = {
    pk: ['pkey'],
    fk: ['foreign', 'fkey'],
    uq: ['unique', 'key', 'idx'],
    ix: ['index', 'idx'],
    ck: ['check'],
  }[kind];
  const of = [table, ...(kind === 'pk' ? [] : columns)].join('_').toLowerCase();
  const folded = name.toLowerCase();
  const knex = of.replaceAll(/[.-]/gu, '_');
  return (
    endings.some((ending) =>
      [of, knex].some((stem) =>
        new RegExp(`^${literalPattern(stem)}_${ending}\\d*$`, 'u').test(folded),
      ),
    ) ||
    // A check of a table on PostgreSQL tells no column; knex 3.3.0 counts those of alterTable.
    (kind === 'ck' &&
      new RegExp(
        `^${literalPattern(table.toLowerCase())}(?:_.*)?_(?:check\\d*|chk_\\d+|\\d+)$`,
        'u',
      ).test(folded)) ||
    // `t_ibfk_1` of InnoDB, `CONSTRAINT_1` of MariaDB, the bare column of MySQL's unique keys and indexes
    (kind === 'fk' && folded.startsWith(`${table.toLowerCase()}_ibfk_`)) ||
    (kind === 'ck' && /^constraint_\d+$/u.test(folded)) ||
    ((kind === 'uq' || kind === 'ix') && columns[0]?.toLowerCase() === folded.replace(/_\d+$/u, ''))
  );
}
