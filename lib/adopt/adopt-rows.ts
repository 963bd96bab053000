import type { Knex } from 'knex';
import type { Bookkeeping } from '../bookkeeping/bookkeeping.ts';
import { hasTable } from '../bookkeeping/ensure-tables.ts';
import { plainClient } from '../bookkeeping/plain-client.ts';
import { dialectOf } from '../dialect/dialect-of.ts';
import { StairwayError, type Problem } from '../errors.ts';
import { AdoptBackup } from './adopt-backup.ts';
import type { RowRenaming } from './adopt-plan.ts';

/** What `undoRows` brings back. */
export interface UndoPlan {
  readonly renamings: readonly RowRenaming[];
  /** Kept names whose rows are gone, or were renamed by somebody else: they stay kept. */
  readonly problems: readonly Problem[];
}

/**
 * Renames rows of knex_migrations in one transaction, and keeps their old names in a table beside it.
 * MySQL commits where a table is made: there it is made before.
 *
 * @throws StairwayError with the code `E_ADOPT` where migrations run at this moment, or where a row
 * has changed; nothing was renamed
 */
export async function renameRows(
  knex: Knex,
  { config }: Bookkeeping,
  renamings: readonly RowRenaming[],
): Promise<void> {
  if (renamings.length === 0) return;
  const backup = new AdoptBackup(config);
  const isOfDdl = dialectOf(knex)?.name === 'mysql';
  if (isOfDdl) await backup.ensure(knex);
  await whileLocked(knex, config, async (trx) => {
    if (!isOfDdl) await backup.ensure(trx);
    for (const renaming of renamings) {
      await backup.keep(renaming, trx);
      await renameRow(renaming, config, trx);
    }
  });
}

/** Finds what `undoRows` would bring back. */
export async function planUndo(knex: Knex, bookkeeping: Bookkeeping): Promise<UndoPlan> {
  const backup = new AdoptBackup(bookkeeping.config);
  const kept = await backup.read(knex);
  const rows = (await bookkeeping.exists()) ? await bookkeeping.readRows(knex) : [];
  const names = new Map(rows.map(({ id, name }) => [id, name]));
  const problems: Problem[] = [];
  const renamings = kept.flatMap(({ id, name, new_name: now }) => {
    const found = names.get(id);
    if (found === now) return { id, from: now, to: name };
    if (found !== name) {
      problems.push({
        code: 'E_ROW_CHANGED',
        where: `${backup.tableName}, ${name}`,
        what: found === undefined ? 'was undone since, and has no row' : `is called ${found} now`,
        repair: `Nothing need be done; ${backup.tableName} keeps the name until you drop it.`,
      });
    }
    return [];
  });
  return { renamings, problems };
}

/** Gives rows of knex_migrations their old names back, and drops the table that kept them. */
export async function undoRows(
  knex: Knex,
  { config }: Bookkeeping,
  { renamings, problems }: UndoPlan,
): Promise<void> {
  const backup = new AdoptBackup(config);
  if (!(await backup.exists(knex))) return;
  await whileLocked(knex, config, async (trx) => {
    for (const renaming of renamings) {
      await renameRow(renaming, config, trx);
      await backup.forget(renaming.id, trx);
    }
  });
  if (problems.length === 0) await backup.drop(knex);
}

async function renameRow(
  { id, from, to }: RowRenaming,
  config: Bookkeeping['config'],
  on: Knex,
): Promise<void> {
  const changed = (await rowsOf(config.tableName, config, on)
    .where({ id, name: from })
    .update({ name: to })) as unknown;
  if (changed !== 1) {
    throw adoptError({
      code: 'E_ROW_CHANGED',
      where: `${config.tableName}, ${from}`,
      what: 'was renamed or undone by somebody else at this moment',
      repair: 'Look at the plan again: knex-stairway adopt.',
    });
  }
}

/** Holds Knex's own lock within the transaction, so that no migration is recorded meanwhile. */
export async function whileLocked(
  knex: Knex,
  config: Bookkeeping['config'],
  work: (trx: Knex.Transaction) => Promise<void>,
): Promise<void> {
  const { lockTableName } = config;
  const hasLock = await hasTable(knex, config, lockTableName);
  await knex.transaction(async (trx) => {
    const lock = (): Knex.QueryBuilder => rowsOf(lockTableName, config, trx);
    const [found] = hasLock ? ((await lock().select('index').limit(1)) as unknown[]) : [];
    const isFree =
      found === undefined || (await lock().where({ is_locked: 0 }).update({ is_locked: 1 })) === 1;
    if (!isFree) throw adoptError(lockTaken(lockTableName));
    await work(trx);
    if (found !== undefined) await lock().where({ is_locked: 1 }).update({ is_locked: 0 });
  });
}

function rowsOf(table: string, { schemaName }: Bookkeeping['config'], on: Knex): Knex.QueryBuilder {
  return plainClient(on)
    .queryBuilder()
    .from(table)
    .withSchema(schemaName as string);
}

function lockTaken(where: string): Problem {
  return {
    code: 'E_LOCKED',
    where,
    what: 'is taken: migrations run at this moment, or a run has died with it',
    repair: 'Try again behind that run; after a crash, first call knex migrate:unlock.',
  };
}

function adoptError(problem: Problem): StairwayError {
  return new StairwayError('E_ADOPT', 'Nothing was renamed.', [problem]);
}
