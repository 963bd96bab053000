import { groupBy } from '../group-by.ts';
import type { CatalogConstraint, CatalogIndex, ReferentialAction } from './catalog.ts';
import { plainConstraint } from './plain-constraint.ts';
import type { TextRow } from './plain-query.ts';
import { quoteName } from '../dialect/quote-name.ts';

interface Context {
  readonly schemaOf: (db: string | null | undefined) => string | null;
}

/** Primary, unique and foreign keys and checks of a table. */
export function mysqlConstraints(
  rows: Readonly<Record<'statistics' | 'keys' | 'checks', readonly TextRow[]>>,
  context: Context,
): CatalogConstraint[] {
  return [
    ...[...byName(rows.statistics)]
      .filter(([, [first]]) => first?.['non_unique'] === '0')
      .map(uniqueKeyOf),
    ...[...byName(rows.keys)].map(([name, parts]) => foreignKeyOf(name, parts, context)),
    ...rows.checks.map(checkOf),
  ];
}

function uniqueKeyOf([name, parts]: readonly [string, readonly TextRow[]]): CatalogConstraint {
  const isPrimary = name === 'PRIMARY';
  return {
    ...plainConstraint,
    kind: isPrimary ? 'pk' : 'uq',
    name,
    columns: parts.map((part) => part['col'] ?? part['expression'] ?? ''),
    definition: `${isPrimary ? 'primary key' : 'unique'} ${indexText(parts)}`,
    comment: parts[0]?.['comment'] || null,
  };
}

function foreignKeyOf(
  name: string,
  parts: readonly TextRow[],
  { schemaOf }: Context,
): CatalogConstraint {
  const [first] = parts;
  const columns = parts.map((part) => part['col'] ?? '');
  const referredColumns = parts.map((part) => part['referred_column'] ?? '');
  const schema = schemaOf(first?.['referred_db']);
  const table = `${schema === null ? '' : `${quote(schema)}.`}${quote(first?.['referred_table'] ?? '')}`;
  const onUpdate = first?.['on_update']?.toLowerCase() as ReferentialAction;
  const onDelete = first?.['on_delete']?.toLowerCase() as ReferentialAction;
  return {
    ...plainConstraint,
    kind: 'fk',
    name,
    columns,
    definition: `foreign key (${columns.map(quote).join(', ')}) references ${table} (${referredColumns.map(quote).join(', ')}) on update ${onUpdate} on delete ${onDelete}`,
    referredSchema: schema,
    referredTable: first?.['referred_table'] ?? '',
    referredColumns,
    onUpdate,
    onDelete,
  };
}

function checkOf(row: TextRow): CatalogConstraint {
  // The check of a column bears the column's name, and can bear no other.
  const isOfColumn = row['level'] === 'Column';
  return {
    ...plainConstraint,
    kind: 'ck',
    name: isOfColumn ? null : (row['name'] ?? ''),
    columns: isOfColumn ? [row['name'] ?? ''] : [],
    definition: `check (${row['expression']})${row['enforced'] === 'NO' ? ' not enforced' : ''}`,
  };
}

/** Indexes that are no unique keys. */
export function mysqlIndexes(statistics: readonly TextRow[]): CatalogIndex[] {
  return [...byName(statistics)]
    .filter(([, [first]]) => first?.['non_unique'] === '1')
    .map(([name, parts]) => ({
      name,
      columns: parts.map((part) => ({
        column: part['col'] ?? null,
        expression: part['expression'] ?? null,
        order: part['ordering'] === 'D' ? 'desc' : 'asc',
        // NULL is smaller than all else.
        nulls: part['ordering'] === 'D' ? 'last' : 'first',
      })),
      unique: false,
      predicate: null,
      method: parts[0]?.['method']?.toLowerCase() ?? '',
      valid: parts[0]?.['hidden'] !== 'YES',
      definition: indexText(parts),
      comment: parts[0]?.['comment'] || null,
    }));
}

function indexText(parts: readonly TextRow[]): string {
  const columns = parts.map((part) => {
    const length = part['length'] ? `(${part['length']})` : '';
    const name = part['col'] ? quote(part['col']) : `(${part['expression']})`;
    return `${name}${length}${part['ordering'] === 'D' ? ' desc' : ''}`;
  });
  return `(${columns.join(', ')}) using ${parts[0]?.['method']?.toLowerCase()}`;
}

function byName(rows: readonly TextRow[]): Map<string, TextRow[]> {
  return groupBy(rows, (row) => row['name'] ?? '');
}

function quote(name: string): string {
  return quoteName('mysql', name);
}
