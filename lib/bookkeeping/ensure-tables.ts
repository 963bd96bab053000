import { setTimeout as sleep } from 'node:timers/promises';
import type { Knex } from 'knex';
import type { BookkeepingConfig } from './bookkeeping-config.ts';
import { plainClient, plainRows } from './plain-client.ts';

/** Who loses to another finds the table at the next look; the others lost to what passes, or never will. */
const tries = 5;

/**
 * Makes Knex's two tables, and the one row of its lock, where they are missing: with the structure
 * that Knex 3.3.0 gives them (table-creator.js), however many processes do so at once.
 */
export async function ensureTables(knex: Knex, config: BookkeepingConfig): Promise<void> {
  await ensureTable(knex, config, config.tableName, (table) => {
    table.increments();
    table.string('name');
    table.integer('batch');
    table.timestamp('migration_time');
  });
  await ensureTable(knex, config, config.lockTableName, (table) => {
    table.increments('index').primary();
    table.integer('is_locked');
  });
  await ensureLockRow(knex, config);
}

/** Whether a table is there. */
export async function hasTable(
  knex: Knex,
  { schemaName }: BookkeepingConfig,
  name: string,
): Promise<boolean> {
  return schemaOf(knex, schemaName).hasTable(name);
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
