import type { CatalogColumn, CatalogTable } from '../catalog/catalog.ts';
import { listCandidates } from './candidates.ts';
import { checksOf } from './checked-expressions.ts';
import { domainOf } from './domain.ts';
import { planForeignKeys, type Promises } from './foreign-keys.ts';
import { partitionValues } from './partition-values.ts';
import {
  componentsOf,
  type CheckedExpression,
  type RowPlan,
  type ValueSource,
} from './row-plan.ts';
import type { SeedContext } from './seed-context.ts';

/**
 * Decides which columns of an empty table get a value, and from where.
 *
 * @param isLean refers to no table where a column may be null
 */
export function planRows(
  context: SeedContext,
  table: CatalogTable,
  promises: Promises,
  isLean: boolean,
): RowPlan | { readonly reason: string } {
  const { catalog, dialect } = context;
  const keys = planForeignKeys(context, table, promises, isLean);
  if ('reason' in keys) return keys;

  const checks = checksOf(context, table);
  const partitions = partitionValues(catalog, table);
  const primary = new Set(
    table.constraints.flatMap(({ kind, columns }) => (kind === 'pk' ? columns : [])),
  );
  const unique = uniqueColumns(table);
  const referred = new Set(keys.sources.flatMap(({ columns }) => columns));
  const compared = new Set([
    ...keys.aliases.values(),
    ...checks.flatMap(({ columns }) => (columns.length > 1 ? columns : [])),
  ]);
  const sources: ValueSource[] = [...keys.sources];
  for (const column of table.columns) {
    const { name } = column;
    if (column.generated !== null || referred.has(name) || keys.aliases.has(name)) continue;
    const isKey = unique.has(name);
    const isChecked = checks.some(({ columns }) => columns.includes(name));
    const comesByItself =
      !isChecked && (dialect.isNumbered(table, column) || hasDefault(column, isKey));
    const isNeeded = keys.nulls.has(name) || keys.numbers.has(name) || compared.has(name);
    if (comesByItself && !isNeeded) continue;
    const number = keys.numbers.get(name) ?? dialect.nextNumber(table, name);
    const values = keys.nulls.has(name)
      ? []
      : number === undefined
        ? (partitions.get(name) ?? valuesOf(context, column, isKey, checks))
        : Array.from({ length: context.rows }, () => number);
    const isNullable = column.nullable && !primary.has(name);
    sources.push({ columns: [name], expressions: typed(context, column, values, isNullable) });
  }
  return { components: componentsOf(sources, keys.aliases, checks) };
}

function valuesOf(
  { catalog, dialect }: SeedContext,
  column: CatalogColumn,
  isKey: boolean,
  checks: readonly CheckedExpression[],
): string[] {
  const own = checks.filter(({ columns }) => columns.includes(column.name));
  const candidates = listCandidates(catalog, dialect, column, {
    isKey,
    checks: own.map(({ definition }) => definition),
  });
  return column.default !== null && hasDefault(column, isKey)
    ? [column.default, ...candidates]
    : candidates;
}

/** Columns whose values must differ from row to row. */
function uniqueColumns({ constraints, indexes }: CatalogTable): ReadonlySet<string> {
  const keys = constraints.filter(({ kind }) => kind === 'pk' || kind === 'uq');
  const uniques = indexes.filter(({ unique }) => unique);
  return new Set([
    ...keys.flatMap(({ columns }) => columns),
    ...uniques.flatMap(({ columns }) => columns.flatMap(({ column }) => column ?? [])),
  ]);
}

/** Whether the default of a column will do: of a key, one that is worked out for each row. */
function hasDefault({ default: value }: CatalogColumn, isKey: boolean): boolean {
  if (value === null || /^null\b/iu.test(value)) return false;
  return !isKey || value.includes('(');
}

/** The second row is null where it may be; a domain is checked for what it is made of. */
function typed(
  { catalog, dialect }: SeedContext,
  column: CatalogColumn,
  [first = 'null', ...more]: readonly string[],
  isNullable: boolean,
): string[] {
  const domain = domainOf(catalog, column.type);
  const all = [first, ...(isNullable && domain?.nullable !== false ? ['null'] : []), ...more];
  const type = domain?.base ?? column.type;
  return all.map((expression) => dialect.cast(expression, type));
}
