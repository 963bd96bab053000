import { rmSync } from 'node:fs';
import { extname, relative } from 'node:path';
import type { Knex } from 'knex';
import { assertNoReplaced, moveAway, moveBack, replacedFolder } from '../adopt/baseline-files.ts';
import { baselineInstant } from '../adopt/baseline-instant.ts';
import { replacedTable, replaceRows } from '../adopt/baseline-rows.ts';
import { readSqliteTexts } from '../adopt/baseline-texts.ts';
import { writeBaseline } from '../adopt/baseline.ts';
import type { BaselineTrial } from '../adopt/try-baseline.ts';
import type { Bookkeeping } from '../bookkeeping/bookkeeping.ts';
import { assertComplete, listMigrationsOf } from '../bookkeeping/listed.ts';
import type { Catalog } from '../catalog/catalog.ts';
import { readCatalog } from '../catalog/read-catalog.ts';
import { count, OptionsError, type Problem } from '../errors.ts';
import { makeMigration } from '../make/make-migration.ts';
import { settleHistory } from '../migration/convention-history.ts';
import type { EpochMigrationSource } from '../migration/epoch-migration-source.ts';
import type { ThrowawayDatabases } from '../testing/throwaway.ts';
import type { CommandCall } from './command.ts';
import { databasesFor } from './databases-for.ts';
import type { Knexfile } from './knexfile.ts';
import { ensureTypeScriptOf } from './typescript.ts';

/** What `adopt --baseline --json` prints. */
export interface BaselineReport {
  /** Whether it was done, or only shown. */
  readonly acted: boolean;
  readonly did: 'write' | 'record' | 'undo' | 'nothing';
  /** Absolute path of the file that was written. */
  readonly made: string | null;
  /** How many migrations it stands for. */
  readonly replaces: number;
  /** Where the rows of knex_migrations are kept. */
  readonly backup: string;
  readonly message: string;
  /** What the database holds and the baseline does not make. */
  readonly leftOut: readonly Problem[];
  /** What came of the file in an empty database; null where it was not to be tried. */
  readonly trial: BaselineTrial | null;
}

/** A database, and the files that it has run. */
export interface BaselineSite {
  readonly knex: Knex;
  readonly source: EpochMigrationSource;
  readonly bookkeeping: Bookkeeping;
  readonly recorded: readonly string[];
  readonly knexfile: Knexfile;
  readonly values: CommandCall['values'];
  readonly isActing: boolean;
}

/**
 * Writes the baseline of the first database, records it there, and tries it in an empty one.
 *
 * @throws OptionsError where the database is not what the files say, or an earlier baseline is in the way
 */
export async function writeFirstBaseline(site: BaselineSite): Promise<BaselineReport> {
  const { knex, source, bookkeeping, isActing, values, knexfile } = site;
  await assertAtHead(site);
  assertNoReplaced(source.directories);
  const { migrations } = source.list();
  const replaces = migrations.map(({ name }) => name);
  const instant = baselineInstant(migrations.at(-1)?.instant, source.conventions, Date.now());
  const catalog = await readCatalog(knex);
  const texts = catalog.dialect === 'sqlite' ? await readSqliteTexts(knex) : new Map();
  const config = settleHistory(source.conventions)(instant);
  const backup = replacedTable(bookkeeping);
  const { schemaName } = bookkeeping.config;
  const { body, leftOut } = writeBaseline(catalog, { config, replaces, texts, backup, schemaName });
  const of = count(migrations.length, 'migration');
  const message = `a baseline of ${of}, ${count(catalog.tables.length, 'table')}; move them to ${replacedFolder}/; record it in their place (their rows go to ${backup})`;
  const common = { replaces: replaces.length, backup, leftOut };
  if (!isActing) {
    return {
      acted: false,
      did: 'write',
      made: null,
      message: `Would write ${message}; try it on a throw-away database.`,
      trial: null,
      ...common,
    };
  }
  const database = await throwawaysOf(site);
  const { extension } = values;
  const made = await makeMigration({
    source,
    message: `Baseline of ${of}`,
    extension: typeof extension === 'string' ? extension : undefined,
    fallbackExtension: extname(knexfile.path),
    body,
    baseInstant: instant,
  });
  moveAway(migrations);
  try {
    // With the old ones out of the way: it bears the time of the last of them.
    const name = source.list().migrations.find(({ path }) => path === made.path)?.name ?? '';
    await replaceRows(knex, bookkeeping, name, replaces);
  } catch (error) {
    moveBack(source.directories);
    rmSync(made.path);
    throw error;
  }
  const path = relative(process.cwd(), made.path);
  const text = `Created ${path}, which stands for ${of}; they are in ${replacedFolder}/, and their rows in ${backup}.`;
  const trial = await tryRecorded(site, database, catalog);
  return { acted: true, did: 'write', made: made.path, message: text, trial, ...common };
}

/**
 * Where a baseline may be tried; nothing is made yet.
 *
 * @throws UsageError for a server where the knexfile is for SQLite
 */
export function throwawaysOf({
  knexfile: { config },
  values: { database },
}: BaselineSite): Promise<ThrowawayDatabases> {
  return databasesFor(config, typeof database === 'string' ? database : undefined);
}

/** Tries all that is recorded now in an empty database. */
export async function tryRecorded(
  { knex, source, bookkeeping, knexfile: { config } }: BaselineSite,
  database: ThrowawayDatabases,
  expected?: Catalog,
): Promise<BaselineTrial> {
  const recorded = new Set(await bookkeeping.readNames());
  const order = source.list().migrations.filter(({ name }) => recorded.has(name));
  await ensureTypeScriptOf(order);
  const { tryBaseline } = await import('../adopt/try-baseline.ts');
  return tryBaseline(order, expected ?? (await readCatalog(knex)), { config, database, source });
}

/** A baseline is written from what the database holds: all that is listed, and nothing else. */
async function assertAtHead({ bookkeeping, recorded }: BaselineSite): Promise<void> {
  const listed = await listMigrationsOf(bookkeeping.config);
  assertComplete(listed, recorded, { ...bookkeeping.config, validatesList: true });
  const pending = listed.filter(({ name }) => !recorded.includes(name));
  if (pending.length === 0) return;
  throw new OptionsError('The database', [
    {
      code: 'E_PENDING',
      where: pending.map(({ name }) => name).join(', '),
      what: `${pending.length === 1 ? 'is' : 'are'} not applied yet`,
      repair: 'Migrate first: the baseline is written from what the database holds.',
    },
  ]);
}
