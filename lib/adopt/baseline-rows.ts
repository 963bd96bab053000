import type { Knex } from 'knex';
import type { Bookkeeping } from '../bookkeeping/bookkeeping.ts';
import { ensureTable, hasTable } from '../bookkeeping/ensure-tables.ts';
import { plainClient } from '../bookkeeping/plain-client.ts';
import { replacedSuffix } from '../catalog/left-out.ts';
import { dialectOf } from '../dialect/dialect-of.ts';
import { StairwayError } from '../errors.ts';
import { ChecksumRecord } from '../history/checksum-record.ts';
import { whileLocked } from './adopt-rows.ts';
import { sameMigration } from './baseline-state.ts';

/** A row of knex_migrations as it is stored. */
interface StoredRow {
  readonly id: number;
  readonly name: string;
  readonly batch: number;
  readonly migration_time: unknown;
}

/** Where the rows of replaced migrations are kept. */
export function replacedTable({ config }: Bookkeeping): string {
  return `${config.tableName}${replacedSuffix}`;
}

/**
 * Puts the row of a baseline in the place of the rows of all that it replaces, in one transaction;
 * they are kept in a table beside it. MySQL commits where a table is made: there it is made before.
 *
 * @throws StairwayError with the code `E_BASELINE` where the rows have changed meanwhile
 */
export async function replaceRows(
  knex: Knex,
  bookkeeping: Bookkeeping,
  baseline: string,
  replaces: readonly string[],
): Promise<void> {
  const { config } = bookkeeping;
  const kept = replacedTable(bookkeeping);
  const ensure = (on: Knex): Promise<void> =>
    ensureTable(on, config, kept, (table) => {
      table.integer('id').primary();
      table.string('name');
      table.integer('batch');
      table.timestamp('migration_time').nullable();
    });
  const isOfDdl = dialectOf(knex)?.name === 'mysql';
  if (isOfDdl) await ensure(knex);
  await whileLocked(knex, config, async (trx) => {
    if (!isOfDdl) await ensure(trx);
    const stored = (await rowsIn(config.tableName, bookkeeping, trx).orderBy('id')) as StoredRow[];
    const replaced = stored.filter(({ name }) => replaces.some((one) => sameMigration(one, name)));
    const [first] = replaced;
    if (replaced.length !== replaces.length || first === undefined) throw changed(config.tableName);
    for (const { id, name, batch, migration_time } of replaced) {
      await rowsIn(kept, bookkeeping, trx).insert({ id, name, batch, migration_time });
      await rowsIn(config.tableName, bookkeeping, trx).where({ id }).delete();
    }
    // In the place of the first: rollback goes by the batch, and what came later stays later.
    await rowsIn(config.tableName, bookkeeping, trx).insert({ ...first, name: baseline });
    await new ChecksumRecord(config).forgetIfAny(first.id, trx);
  });
}

/** Puts the rows back that `replaceRows` has kept, and drops the table that kept them. */
export async function restoreRows(knex: Knex, bookkeeping: Bookkeeping): Promise<number> {
  const { config } = bookkeeping;
  const kept = replacedTable(bookkeeping);
  let count = 0;
  await whileLocked(knex, config, async (trx) => {
    const rows = (await rowsIn(kept, bookkeeping, trx).orderBy('id')) as StoredRow[];
    // The baseline stands where the first of them stood.
    const first = rows[0]?.id ?? 0;
    await rowsIn(config.tableName, bookkeeping, trx).where({ id: first }).delete();
    await new ChecksumRecord(config).forgetIfAny(first, trx);
    for (const { id, name, batch, migration_time } of rows) {
      await rowsIn(config.tableName, bookkeeping, trx).insert({ id, name, batch, migration_time });
    }
    // Whoever is cut off before the table goes finds nothing to restore again.
    await rowsIn(kept, bookkeeping, trx).delete();
    count = rows.length;
  });
  const schema = plainClient(knex).schemaBuilder();
  const { schemaName } = config;
  await (schemaName === undefined ? schema : schema.withSchema(schemaName)).dropTable(kept);
  return count;
}

/** Whether this database has come to its baseline by replaced rows. */
export function hasReplaced(knex: Knex, bookkeeping: Bookkeeping): Promise<boolean> {
  return hasTable(knex, bookkeeping.config, replacedTable(bookkeeping));
}

function rowsIn(table: string, { config }: Bookkeeping, on: Knex): Knex.QueryBuilder {
  return plainClient(on)
    .queryBuilder()
    .from(table)
    .withSchema(config.schemaName as string);
}

function changed(table: string): StairwayError {
  return new StairwayError('E_BASELINE', 'Nothing was recorded.', [
    {
      code: 'E_ROW_CHANGED',
      where: table,
      what: 'was changed by somebody else at this moment',
      repair: 'Look at the plan again: knex-stairway adopt --baseline.',
    },
  ]);
}
