import { setTimeout as sleep } from 'node:timers/promises';
import type { Knex } from 'knex';
import { dialectOf } from '../dialect/dialect-of.ts';
import { rowsOf } from '../dialect/rows-of.ts';
import type { BookkeepingConfig } from './bookkeeping-config.ts';
import { plainClient, plainRows } from './plain-client.ts';

/** Who loses to another finds the table at the next look; the others lost to what passes, or never will. */
const tries = 5;

/** A table as it is to be. */
export interface TableToMake {
  readonly name: string;
  describe(table: Knex.CreateTableBuilder): void;
}

/**
 * Makes Knex's two tables, and the one row of its lock, where they are missing: with the structure
 * that Knex 3.3.0 gives them (table-creator.js), however many processes do so at once.
 *
 * @param others tables beside them
 */
export async function ensureTables(
  knex: Knex,
  config: BookkeepingConfig,
  others: readonly TableToMake[] = [],
): Promise<void> {
  const tables = [...knexTables(config), ...others];
  if (!(await makeAtOnce(knex, config, tables))) {
    for (const { name, describe } of tables) await ensureTable(knex, config, name, describe);
  }
  await ensureLockRow(knex, config);
}

function knexTables(config: BookkeepingConfig): TableToMake[] {
  return [
    {
      name: config.tableName,
      describe(table) {
        table.increments();
        table.string('name');
        table.integer('batch');
        table.timestamp('migration_time');
      },
    },
    {
      name: config.lockTableName,
      describe(table) {
        table.increments('index').primary();
        table.integer('is_locked');
      },
    },
  ];
}

/**
 * Makes all that are missing in one round trip and one transaction, where nobody else does so: a
 * database is waited for when it commits.
 *
 * @returns whether there was something to make, and it is made
 */
async function makeAtOnce(
  knex: Knex,
  config: BookkeepingConfig,
  tables: readonly TableToMake[],
): Promise<boolean> {
  if (dialectOf(knex)?.name !== 'postgres' || knex.isTransaction === true) return false;
  const names = tables.map(({ name }) => name);
  const found = new Set(await findTables(knex, config, names));
  const missing = tables.filter(({ name }) => !found.has(name));
  if (missing.length === 0) return false;
  let schema = schemaOf(knex, config.schemaName);
  for (const { name, describe } of missing) schema = schema.createTable(name, describe);
  try {
    await plainClient(knex).raw(schema.toQuery());
    return true;
  } catch {
    return false;
  }
}

/** Whether a table is there. */
export async function hasTable(
  knex: Knex,
  config: BookkeepingConfig,
  name: string,
): Promise<boolean> {
  return dialectOf(knex)?.name === 'postgres'
    ? (await findTables(knex, config, [name])).length > 0
    : schemaOf(knex, config.schemaName).hasTable(name);
}

/** Which tables are there in PostgreSQL: Knex asks information_schema, which costs five times as much. */
async function findTables(
  knex: Knex,
  { schemaName }: BookkeepingConfig,
  names: readonly string[],
): Promise<string[]> {
  const found: unknown = await plainClient(knex).raw(
    `select relname as name from pg_catalog.pg_class
      where relname = any(?) and relkind in ('r', 'v', 'f', 'p') and relnamespace = (
        select oid from pg_catalog.pg_namespace where nspname = coalesce(?, current_schema())
      )`,
    [names, schemaName ?? null],
  );
  return rowsOf<{ name: string }>(found).map(({ name }) => name);
}

/** Makes a table where it is missing; any number of processes may do so at once. */
export async function ensureTable(
  knex: Knex,
  config: BookkeepingConfig,
  name: string,
  describe: (table: Knex.CreateTableBuilder) => void,
): Promise<void> {
  for (let attempt = 1; !(await hasTable(knex, config, name)); attempt += 1) {
    try {
      await schemaOf(knex, config.schemaName).createTable(name, describe);
      return;
    } catch (error) {
      // Of several that create it at one moment all but one may fail, and in a different way each:
      // the table, its type or its sequence exists, a deadlock, SQLite is busy.
      if (attempt >= tries || knex.isTransaction === true) throw error;
      await sleep(Math.random() * 20 * attempt);
    }
  }
}

/**
 * Two rows would lock Knex out for ever, so the row has the number that Knex's first one has: of
 * those who insert at once, the primary key lets one in.
 */
async function ensureLockRow(knex: Knex, config: BookkeepingConfig): Promise<void> {
  const rows = (): Knex.QueryBuilder => plainRows(knex, config, config.lockTableName);
  const found = (await rows().select('index').limit(1)) as unknown[];
  if (found.length > 0) return;
  await rows().insert({ index: 1, is_locked: 0 }).onConflict('index').ignore();
}

function schemaOf(knex: Knex, schemaName: string | undefined): Knex.SchemaBuilder {
  const schema = plainClient(knex).schemaBuilder();
  return schemaName === undefined ? schema : schema.withSchema(schemaName);
}
