import type { CatalogConstraint, CatalogTable } from '../catalog/catalog.ts';
import type { ValueSource } from './row-plan.ts';
import type { SeedContext } from './seed-context.ts';
import { nullableColumnOf, placeKey, referredKey } from './table-order.ts';

/** Rows that will be there when a circle of tables is filled. */
export interface Promises {
  /** The table that this one refers to before it holds rows. */
  readonly owing: CatalogTable | undefined;
  /** What refers to this table already. */
  readonly owed: readonly ValueSource[];
}

/** What the foreign keys of a table say of its columns. */
export interface KeyPlan {
  /** The rows of other tables. */
  readonly sources: readonly ValueSource[];
  /** Columns that are what another one is: a row that refers to itself. */
  readonly aliases: ReadonlyMap<string, string>;
  /** Columns that are null as long as the table that they refer to holds no rows. */
  readonly nulls: ReadonlySet<string>;
  /** Columns that take a number which another table's row will have. */
  readonly numbers: ReadonlyMap<string, string>;
}

export function planForeignKeys(
  context: SeedContext,
  table: CatalogTable,
  { owing, owed }: Promises,
  isLean: boolean,
): KeyPlan | { readonly reason: string } {
  const sources = [...owed];
  const aliases = new Map<string, string>();
  const nulls = new Set<string>();
  const numbers = new Map<string, string>();
  for (const key of table.constraints.filter(({ kind }) => kind === 'fk')) {
    const referredColumns = referredColumnsOf(context, key);
    const pairs = key.columns.map((name, index) => [name, referredColumns[index] ?? name] as const);
    const nullable = nullableColumnOf(table, key);
    const isSelf = referredKey(key) === placeKey(table);
    if (isSelf && nullable === undefined) {
      for (const [name, referred] of pairs) if (name !== referred) aliases.set(name, referred);
    } else if (nullable !== undefined && (isLean || context.empty.has(referredKey(key)))) {
      nulls.add(nullable);
    } else if (!context.empty.has(referredKey(key))) {
      sources.push(parentRows(table, key, referredColumns));
    } else if (owing !== undefined && referredKey(key) === placeKey(owing)) {
      for (const [name, referred] of pairs) {
        const number = context.dialect.nextNumber(owing, referred);
        if (number !== undefined) numbers.set(name, number);
      }
    } else {
      const reason = `${key.columns.join(', ')}: refers to ${key.referredTable}, which holds no rows`;
      return { reason };
    }
  }
  return { sources, aliases, nulls, numbers };
}

/** What the rows of one table promise that another one will hold. */
export function promisesOf(
  context: SeedContext,
  from: CatalogTable,
  to: CatalogTable,
): readonly ValueSource[] {
  return from.constraints
    .filter((key) => key.kind === 'fk' && referredKey(key) === placeKey(to))
    .map((key) => ({
      columns: referredColumnsOf(context, key),
      table: from,
      from: key.columns,
      orNull: false,
    }));
}

/** A foreign key of SQLite that names no columns refers to the primary key. */
function referredColumnsOf({ catalog }: SeedContext, key: CatalogConstraint): readonly string[] {
  if (key.referredColumns.length > 0) return key.referredColumns;
  const referred = catalog.tables.find((table) => placeKey(table) === referredKey(key));
  return referred?.constraints.find(({ kind }) => kind === 'pk')?.columns ?? [];
}

function parentRows(
  table: CatalogTable,
  { columns, referredSchema: schema, referredTable }: CatalogConstraint,
  from: readonly string[],
): ValueSource {
  const orNull = columns.every((name) =>
    table.columns.some((column) => column.name === name && column.nullable),
  );
  return { columns, table: { schema, name: referredTable ?? '' }, from, orNull };
}
