import { createHash } from 'node:crypto';
import type { DialectName } from '../../lib/dialect/dialect.ts';
import {
  checkNameOf,
  type ConstraintSpec,
  type SpecOptions,
  type TableSpec,
} from './table-spec.ts';

/**
 * The lines that the catalog must show for a table: the convention of the article in other words
 * than those of lib/, with nothing taken from there.
 *
 * @param checksJson whether the database is MariaDB, which checks json columns itself, and names the
 *   check like the column
 */
export function expectedLines(
  spec: TableSpec,
  options: SpecOptions,
  checksJson: boolean,
): string[] {
  const all = [...spec.created.constraints, ...spec.added.constraints];
  const lines = all.map((constraint) => lineOf(constraint, spec, options));
  const { stored } = options;
  const json = [...spec.created.columns, ...spec.added.columns].filter(
    ({ type }) => type === 'json' && checksJson,
  );
  return [...lines, ...json.map(({ name }) => `ck ${stored(name)} ()`)].sort();
}

function lineOf(constraint: ConstraintSpec, { name }: TableSpec, options: SpecOptions): string {
  const { kind, form, referred } = constraint;
  const { dialect, stored } = options;
  const columns = constraint.columns.map(stored);
  const table = stored(name);
  const target = stored(referred?.table.split('.').at(-1) ?? '');
  const mark = form === 'partial' || form === 'deferrable' ? ` ${form}` : '';
  const bears = ((): string => {
    if (kind === 'pk' && dialect === 'mysql') return 'PRIMARY';
    const { given } = constraint;
    if (given?.isVerbatim === true) return given.name;
    if (kind === 'ck') {
      return cut(`ck__${table}__${given?.name ?? checkNameOf(constraint, stored)}`, dialect);
    }
    if (given !== undefined) return stored(given.name);
    if (kind === 'pk') return cut(`pk__${table}`, dialect);
    const list = columns.join('_');
    if (kind === 'fk') return cut(`fk__${table}__${list}__${target}`, dialect);
    return cut(`${kind}__${table}__${list}`, dialect);
  })();
  const end = kind === 'fk' ? ` -> ${target}` : mark;
  return `${kind} ${bears} (${kind === 'ck' ? '' : columns.join(', ')})${end}`;
}

/** PostgreSQL holds 63 bytes, MySQL 64 characters; SQLite all. */
function cut(name: string, dialect: DialectName): string {
  const size = (text: string): number =>
    dialect === 'postgres' ? new TextEncoder().encode(text).length : text.length;
  const most = { postgres: 63, mysql: 64, sqlite: Number.POSITIVE_INFINITY }[dialect];
  if (size(name) <= most) return name;
  let head = name;
  while (size(head) > most - 8) head = head.slice(0, -1);
  return `${head}_${createHash('md5').update(name, 'utf8').digest('hex').slice(28)}`;
}
