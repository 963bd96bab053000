import { postgres } from '../dialect/postgres.ts';
import type { NamedConstraint } from '../naming/convention.ts';
import { literalPattern } from '../literal-pattern.ts';

/**
 * Tells whether Knex or the database made a name of the table and the columns: what nobody chose.
 *
 * Rules: `_indexCommand` in knex 3.3.0 (lib/schema/tablecompiler.js), ChooseConstraintName and
 * makeObjectName in PostgreSQL (src/backend/commands/indexcmds.c), and the names that MySQL and
 * MariaDB count.
 */
export function isGeneratedName(
  name: string,
  { kind, columns }: Omit<NamedConstraint, 'name'>,
  table: string,
): boolean {
  const folded = name.toLowerCase();
  const [lowerTable, first] = [table.toLowerCase(), columns[0]?.toLowerCase()];
  return (
    isOfKnex(folded, kind, [table, ...(kind === 'pk' ? [] : columns)]) ||
    isOfPostgres(folded, kind, table, columns) ||
    // knex 3.3.0 counts those of alterTable, MySQL those of a table.
    (kind === 'ck' &&
      new RegExp(`^${literalPattern(lowerTable)}(?:_.*)?_(?:check\\d*|chk_\\d+|\\d+)$`, 'u').test(
        folded,
      )) ||
    // `t_ibfk_1` of InnoDB, `CONSTRAINT_1` of MariaDB, the bare column of MySQL's unique keys and indexes
    (kind === 'fk' && folded.startsWith(`${lowerTable}_ibfk_`)) ||
    (kind === 'ck' && /^constraint_\d+$/u.test(folded)) ||
    ((kind === 'uq' || kind === 'ix') && first === folded.replace(/_\d+$/u, ''))
  );
}

const endings = {
  knex: { pk: 'pkey', fk: 'foreign', uq: 'unique', ix: 'index', ck: 'check' },
  postgres: { pk: /pkey/u, fk: /fkey/u, uq: /key|idx/u, ix: /idx/u, ck: /check/u },
} as const;

/** PostgreSQL cuts what is too long for it without a word. */
function isOfKnex(
  folded: string,
  kind: NamedConstraint['kind'],
  parts: readonly string[],
): boolean {
  const full = [...parts, endings.knex[kind]].join('_').toLowerCase();
  return [full, full.replaceAll(/[.-]/gu, '_')].some(
    (each) => each === folded || clip(each, postgres.identifierLimit.length) === folded,
  );
}

/** It counts where a name is taken: `t_a_idx1`. */
function isOfPostgres(
  folded: string,
  kind: NamedConstraint['kind'],
  table: string,
  columns: readonly string[],
): boolean {
  const label = new RegExp(`_(?<label>(?:${endings.postgres[kind].source})\\d*)$`, 'u').exec(folded)
    ?.groups?.['label'];
  // A check of several columns tells none.
  const told = kind === 'pk' || (kind === 'ck' && columns.length > 1) ? [] : columns;
  return label !== undefined && objectName(table, told, label).toLowerCase() === folded;
}

/** makeObjectName: takes from the longer of table and columns what is too much. */
function objectName(table: string, columns: readonly string[], label: string): string {
  const parts = [table, ...(columns.length === 0 ? [] : [columns.join('_')])];
  const room = postgres.identifierLimit.length - label.length - parts.length;
  let [first = 0, second = 0] = parts.map((part) => Buffer.byteLength(part));
  while (first + second > room) {
    if (first > second) first -= 1;
    else second -= 1;
  }
  return [...parts.map((part, index) => clip(part, index === 0 ? first : second)), label].join('_');
}

/** The beginning of a text, in bytes, without half a character. */
function clip(text: string, bytes: number): string {
  return new TextDecoder().decode(Buffer.from(text).subarray(0, bytes), { stream: true });
}
