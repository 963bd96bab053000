import { rmSync } from 'node:fs';
import { extname, relative } from 'node:path';
import type { Knex } from 'knex';
import { assertNoReplaced, moveAway, moveBack, replacedFolder } from '../adopt/baseline-files.ts';
import { baselineInstant } from '../adopt/baseline-instant.ts';
import { hasReplaced, replacedTable, replaceRows, restoreRows } from '../adopt/baseline-rows.ts';
import { findBaseline, stateOf, type FoundBaseline } from '../adopt/baseline-state.ts';
import { readSqliteTexts } from '../adopt/baseline-texts.ts';
import { writeBaseline } from '../adopt/baseline.ts';
import { Bookkeeping } from '../bookkeeping/bookkeeping.ts';
import { assertComplete, listMigrationsOf } from '../bookkeeping/listed.ts';
import { readCatalog } from '../catalog/read-catalog.ts';
import { count, formatProblem, OptionsError, type Problem } from '../errors.ts';
import { makeMigration } from '../make/make-migration.ts';
import { settleHistory } from '../migration/convention-history.ts';
import type { EpochMigrationSource } from '../migration/epoch-migration-source.ts';
import { sourceOfConfig } from '../source/source-of-config.ts';
import type { CommandCall, Output } from './command.ts';
import { withDatabase } from './connect.ts';
import { exitCode } from './exit-code.ts';
import type { Knexfile } from './knexfile.ts';
import { ensureTypeScript } from './typescript.ts';

/** What `adopt --baseline --json` prints. */
interface BaselineReport {
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
}

interface Site {
  readonly knex: Knex;
  readonly source: EpochMigrationSource;
  readonly bookkeeping: Bookkeeping;
  readonly recorded: readonly string[];
  readonly knexfile: Knexfile;
  readonly values: CommandCall['values'];
  readonly isActing: boolean;
}

/**
 * Writes the baseline of a project and records it in place of what it stands for; where it is
 * written already, records it in the next old database.
 */
export async function adoptBaseline(
  knexfile: Knexfile,
  { values, output }: CommandCall,
): Promise<number> {
  const where = relative(process.cwd(), knexfile.path);
  const source = sourceOfConfig(knexfile.config, where) as EpochMigrationSource;
  const typescript = source
    .list({ allowsEmpty: true })
    .migrations.find(({ file }) => /\.[cm]?ts$/u.test(file))?.path;
  if (typescript !== undefined) await ensureTypeScript(typescript);
  const found = await findBaseline(source);
  const report = await withDatabase(knexfile, async (knex) => {
    const bookkeeping = new Bookkeeping(knex);
    const recorded = (await bookkeeping.exists()) ? await bookkeeping.readNames() : [];
    const isActing = values['yes'] === true;
    const site: Site = { knex, source, bookkeeping, recorded, knexfile, values, isActing };
    if (values['undo'] === true) return undo(site, found);
    return found === undefined ? write(site) : record(site, found);
  });
  print(report, values['json'] === true, output);
  return exitCode.done;
}

/** The first database: the file is written from it. */
async function write(site: Site): Promise<BaselineReport> {
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
  const { body, leftOut } = writeBaseline(catalog, { config, replaces, texts, backup });
  const of = count(migrations.length, 'migration');
  const message = `a baseline of ${of}, ${count(catalog.tables.length, 'table')}; move them to ${replacedFolder}/; record it in their place (their rows go to ${backup})`;
  const common = { replaces: replaces.length, backup, leftOut };
  if (!isActing) {
    return {
      acted: false,
      did: 'write',
      made: null,
      message: `Would write ${message}.`,
      ...common,
    };
  }
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
  return { acted: true, did: 'write', made: made.path, message: text, ...common };
}

/** A further database, once the file is there. */
async function record(site: Site, found: FoundBaseline): Promise<BaselineReport> {
  const { knex, bookkeeping, recorded, isActing } = site;
  const state = stateOf(found, recorded);
  const { name, file } = found.migration;
  const common = {
    made: null,
    replaces: found.replaces.length,
    backup: replacedTable(bookkeeping),
    leftOut: [],
  };
  if (state.kind === 'behind') throw behind(file, state.missing);
  if (state.kind !== 'replaceable') {
    const why =
      state.kind === 'empty' ? 'no migration has run: it will make all' : 'it is recorded';
    return {
      acted: false,
      did: 'nothing',
      message: `Nothing to do for ${name}: ${why}.`,
      ...common,
    };
  }
  if (isActing) await replaceRows(knex, bookkeeping, name, found.replaces);
  const rows = count(found.replaces.length, 'row');
  const message = `${isActing ? 'Recorded' : 'Would record'} ${name} in place of ${rows}, which ${isActing ? 'are' : 'would be'} kept in ${common.backup}.`;
  return { acted: isActing, did: 'record', message, ...common };
}

/** Brings rows and files back; where another database has had the files back, the rows. */
async function undo(site: Site, found: FoundBaseline | undefined): Promise<BaselineReport> {
  const { knex, source, bookkeeping, isActing } = site;
  const backup = replacedTable(bookkeeping);
  const common = { made: null, replaces: found?.replaces.length ?? 0, backup, leftOut: [] };
  if (!(await hasReplaced(knex, bookkeeping))) {
    const message = `Nothing to undo: there is no ${backup}.`;
    return { acted: false, did: 'nothing', message, ...common };
  }
  if (!isActing) {
    const files =
      found === undefined ? '' : `, and the files in the place of ${found.migration.file}`;
    const message = `Would put the rows of ${backup} back${files}.`;
    return { acted: false, did: 'undo', message, ...common };
  }
  const rows = await restoreRows(knex, bookkeeping);
  const files = found === undefined ? 0 : moveBack(source.directories);
  if (files > 0 && found?.migration.path !== undefined) rmSync(found.migration.path);
  const message = `Put ${count(rows, 'row')} and ${count(files, 'file')} back.`;
  return { acted: true, did: 'undo', message, ...common };
}

/** A baseline is written from what the database holds: all that is listed, and nothing else. */
async function assertAtHead({ bookkeeping, recorded }: Site): Promise<void> {
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

function behind(file: string, missing: readonly string[]): OptionsError {
  return new OptionsError('The baseline', [
    {
      code: 'E_BASELINE_BEHIND',
      where: missing.join(', '),
      what: `${missing.length === 1 ? 'has' : 'have'} not run in this database, and ${file} stands for all of them together`,
      repair: 'Check out the commit before the baseline, migrate, and come back.',
    },
  ]);
}

function print(report: BaselineReport, isJson: boolean, output: Output): void {
  if (isJson) {
    output.out(JSON.stringify(report));
    return;
  }
  output.out(report.message);
  if (report.leftOut.length > 0) output.out('\nNot in the baseline:');
  for (const problem of report.leftOut) output.out(formatProblem(problem));
  const isShown = !report.acted && report.did !== 'nothing';
  if (isShown) output.out('\nNothing was done; --yes does it.');
}
