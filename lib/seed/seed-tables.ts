import type { Knex } from 'knex';
import type { Catalog, CatalogTable } from '../catalog/catalog.ts';
import { fillCircle } from './fill-circle.ts';
import { fillTable, type Outcome } from './fill-table.ts';
import type { SeedContext } from './seed-context.ts';
import { listEmptyTables } from './empty-tables.ts';
import { seedDialects } from './seed-dialect.ts';
import { orderTables, placeKey } from './table-order.ts';

export interface SeedOptions {
  /** How many rows a table gets, where its constraints allow that many. Default 3. */
  readonly rows?: number | undefined;
}

export interface SeededTable {
  readonly schema: string | null;
  readonly table: string;
  readonly rows: number;
}

export interface UnseededTable {
  readonly schema: string | null;
  readonly table: string;
  /** The columns and what stands against them: often the database's own words. */
  readonly reason: string;
}

export interface SeedResult {
  /** How many rows were put in. */
  readonly rows: number;
  readonly seeded: readonly SeededTable[];
  readonly unseeded: readonly UnseededTable[];
}

/**
 * Fills each table that holds no rows with a few that satisfy its constraints: the database itself
 * is asked which values its checks let pass. A column with a default gets it, and a column that may
 * be null is null in the second row. Tables with rows are left alone.
 *
 * @param catalog what the database holds at the moment
 * @example
 * const { unseeded } = await seedTables(knex, await readCatalog(knex));
 * for (const { table, reason } of unseeded) console.log(`${table} stays empty: ${reason}`);
 */
export function seedTables(
  knex: Knex,
  catalog: Catalog,
  options: SeedOptions = {},
): Promise<SeedResult> {
  return createSeed(options)(knex, catalog);
}

/** Makes a `seedTables` to be called again and again: what it cannot fill it tries only once. */
export function createSeed({ rows = 3 }: SeedOptions = {}): typeof seedTables {
  const failures = new Map<string, readonly Outcome[]>();
  return async (knex, catalog) => {
    const dialect = seedDialects[catalog.dialect];
    const tables = await listEmptyTables(knex, catalog, dialect);
    const empty = new Set(tables.map(placeKey));
    const context: SeedContext = { knex, catalog, dialect, rows, empty };
    const seeded: SeededTable[] = [];
    const unseeded: UnseededTable[] = [];
    for (const group of orderTables(tables)) {
      const known = JSON.stringify(group);
      // With rows in other tables it may go.
      const before = seeded.length === 0 ? failures.get(known) : undefined;
      const outcomes = before ?? (await fillGroup(context, group));
      for (const { schema, table, rows: count, reason } of outcomes) {
        if (count > 0) seeded.push({ schema, table, rows: count });
        else unseeded.push({ schema, table, reason });
      }
      if (outcomes.every(({ rows: count }) => count === 0)) failures.set(known, outcomes);
    }
    return { rows: seeded.reduce((sum, { rows: count }) => sum + count, 0), seeded, unseeded };
  };
}

async function fillGroup(
  context: SeedContext,
  group: readonly CatalogTable[],
): Promise<readonly Outcome[]> {
  const [table] = group;
  if (table === undefined || group.length > 1) return fillCircle(context, group);
  return [await fillTable(context, table)];
}
