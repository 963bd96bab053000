import { relative } from 'node:path';
import { AdoptBackup } from '../adopt/adopt-backup.ts';
import { formatKnexfileLines } from '../adopt/adopt-knexfile.ts';
import { planRows, type RowRenaming } from '../adopt/adopt-plan.ts';
import {
  readAdoptProject,
  type AdoptProject,
  type Proposal,
  type RecordAs,
} from '../adopt/adopt-project.ts';
import { planUndo, renameRows, undoRows } from '../adopt/adopt-rows.ts';
import { Bookkeeping } from '../bookkeeping/bookkeeping.ts';
import { count, formatProblem, OptionsError, type Problem } from '../errors.ts';
import { ChecksumRecord } from '../history/checksum-record.ts';
import { noteChecksums, type NamedMigration } from '../history/note-checksums.ts';
import type { FileMigrationSource } from '../source/file-migration-source.ts';
import type { MigrationFile } from '../source/migration-file.ts';
import { ensureTypeScript } from './typescript.ts';
import type { Knex } from 'knex';
import { suggest } from '../near-miss.ts';
import { isEsModule } from '../source/load-module.ts';
import type { CommandCall, Output } from './command.ts';
import { withDatabase } from './connect.ts';
import { exitCode } from './exit-code.ts';
import type { Knexfile } from './knexfile.ts';
import { UsageError } from './usage-error.ts';

/** What `adopt --json` prints. */
interface AdoptReport {
  /** Whether names were changed, or only shown. */
  readonly acted: boolean;
  readonly undo: boolean;
  /** How many files there are; null where they were not asked for. */
  readonly migrations: number | null;
  readonly recorded: number;
  /** Of how many applied migrations it is noted what they are now; `check --db` sees them change. */
  readonly noted: number;
  readonly pending: readonly string[];
  readonly renamings: readonly RowRenaming[];
  /** Where the old names are kept. */
  readonly backup: string;
  /** Lines for the knexfile; null where they stand there. */
  readonly knexfile: (Proposal & { readonly lines: readonly string[] }) | null;
  /** What stays as it is, and why. */
  readonly problems: readonly Problem[];
}

const recordForms: readonly RecordAs[] = ['stem', 'file', '.js', '.ts'];

/** Shows what becomes of the knexfile and of the recorded names, and changes the names if told to. */
export async function adoptRecordedNames(
  knexfile: Knexfile,
  { values, output }: CommandCall,
): Promise<number> {
  const isActing = values['yes'] === true;
  const where = relative(process.cwd(), knexfile.path);
  const report =
    values['undo'] === true
      ? await undo(knexfile, isActing)
      : await adopt(
          knexfile,
          readAdoptProject(knexfile.config, where, formOf(values['record-as'])),
          isActing,
        );
  if (values['json'] === true) output.out(JSON.stringify(report));
  else if (report.undo) printUndo(report, output);
  else printAdoption(report, where, output);
  return exitCode.done;
}

async function adopt(
  knexfile: Knexfile,
  { source, migrations, proposal }: AdoptProject,
  isActing: boolean,
): Promise<AdoptReport> {
  return withDatabase(knexfile, async (knex) => {
    const bookkeeping = new Bookkeeping(knex);
    const { config } = bookkeeping;
    const rows = (await bookkeeping.exists()) ? await bookkeeping.readRows() : [];
    const { renamings, pending, problems } = planRows(rows, migrations, config.tableName);
    if (isActing) {
      if (proposal !== undefined && renamings.length > 0) assertListIsValidated(config);
      await renameRows(knex, bookkeeping, renamings);
    }
    const isNoting = isActing && rows.length > 0;
    const noted = isNoting ? await noteUnknown(knex, bookkeeping, source, migrations) : 0;
    const given = { ...knexfile.config.migrations };
    const lines =
      proposal &&
      formatKnexfileLines(proposal, given, isEsModule(knexfile.path) || isTypeScript(knexfile));
    return {
      acted: isActing,
      undo: false,
      migrations: migrations.length,
      recorded: rows.length,
      noted,
      pending,
      renamings,
      backup: new AdoptBackup(config).tableName,
      knexfile: proposal === undefined || lines === undefined ? null : { ...proposal, lines },
      problems,
    };
  });
}

/** Whatever loads and has no checksum gets one: from now on `check --db` sees it change. */
async function noteUnknown(
  knex: Knex,
  bookkeeping: Bookkeeping,
  source: FileMigrationSource,
  migrations: readonly MigrationFile[],
): Promise<number> {
  const known = await new ChecksumRecord(bookkeeping.config).readIfAny(knex);
  const rows = await bookkeeping.readRows();
  const names = new Set(rows.filter(({ id }) => !known.has(id)).map(({ name }) => name));
  const unknown = migrations.filter(({ name }) => names.has(name));
  const typescript = unknown.find(({ file }) => /\.[cm]?ts$/u.test(file))?.path;
  if (typescript !== undefined) await ensureTypeScript(typescript);
  const loaded: NamedMigration[] = [];
  for (const file of unknown) {
    // What does not load is for `check` to tell.
    const migration = await source.getMigration(file).catch(() => undefined);
    if (migration !== undefined) loaded.push({ name: file.name, migration });
  }
  return noteChecksums(knex, bookkeeping, loaded);
}

async function undo(knexfile: Knexfile, isActing: boolean): Promise<AdoptReport> {
  return withDatabase(knexfile, async (knex) => {
    const bookkeeping = new Bookkeeping(knex);
    const plan = await planUndo(knex, bookkeeping);
    if (isActing) await undoRows(knex, bookkeeping, plan);
    return {
      acted: isActing,
      undo: true,
      migrations: null,
      recorded: (await bookkeeping.exists()) ? (await bookkeeping.readNames()).length : 0,
      noted: 0,
      pending: [],
      renamings: plan.renamings,
      backup: new AdoptBackup(bookkeeping.config).tableName,
      knexfile: null,
      problems: plan.problems,
    };
  });
}

function formOf(value: string | boolean | undefined): RecordAs | undefined {
  const form = recordForms.find((known) => known === value);
  if (value === undefined || form !== undefined) return form;
  throw new UsageError(
    `adopt: --record-as ${value} is no form`,
    suggest(String(value), recordForms),
  );
}

function isTypeScript({ path }: Knexfile): boolean {
  return /\.m?ts$/u.test(path);
}

/** Knex would run all migrations again under their old names, as it does not look whether rows fit. */
function assertListIsValidated({ validatesList, tableName }: Bookkeeping['config']): void {
  if (validatesList) return;
  throw new OptionsError('The knexfile', [
    {
      code: 'E_KNEXFILE_FIRST',
      where: 'migrations.disableMigrationsListValidation',
      what: `lets Knex run migrations again whose names in ${tableName} have changed`,
      repair: 'Write the lines into the knexfile first; knex-stairway adopt prints them.',
    },
  ]);
}

function printAdoption(report: AdoptReport, where: string, output: Output): void {
  const { migrations, recorded, pending, renamings, knexfile, problems, acted, backup } = report;
  output.out(
    `${count(migrations ?? 0, 'migration')}; ${recorded} recorded, ${pending.length} pending.`,
  );
  output.out('');
  if (knexfile === null) {
    output.out(`${where} has its EpochMigrationSource: nothing to change there.`);
  } else {
    output.out(`Write this into ${where}, in the place of its migrations:`);
    output.out('');
    for (const line of knexfile.lines) output.out(line === '' ? '' : `  ${line}`);
    printReasons(knexfile.reasons, output);
  }
  output.out('');
  printRenamings(report, output);
  if (problems.length > 0) {
    output.out('');
    output.out('What adopt cannot do, and leaves as it is:');
    for (const problem of problems) output.out(formatProblem(problem));
  }
  output.out('');
  if (renamings.length === 0) output.out('Nothing to change in the database.');
  else if (acted)
    output.out(
      `Done. The old names are kept in ${backup}; back again: knex-stairway adopt --undo --yes`,
    );
  else output.out('Nothing was changed. To change the recorded names: knex-stairway adopt --yes');
  if (knexfile !== null && renamings.length > 0) {
    output.out(
      `Recorded names and knexfile belong together: until both are changed, Knex calls the directory corrupt.`,
    );
  }
}

function printReasons(reasons: readonly Problem[], output: Output): void {
  if (reasons.length === 0) return;
  output.out('');
  output.out(
    "legacy: 'as-knex' keeps the order and the names of the files that are there, because",
  );
  for (const { where, what } of reasons.slice(0, shown)) output.out(`  ${where} ${what}`);
  if (reasons.length > shown)
    output.out(`  … and ${reasons.length - shown} more (--json lists all)`);
}

/** How many of a list are shown. */
const shown = 5;

function printRenamings({ renamings, acted, undo: isUndo }: AdoptReport, output: Output): void {
  if (renamings.length === 0) {
    output.out(
      isUndo ? 'No recorded name was changed by adopt.' : 'The recorded names fit the files.',
    );
    return;
  }
  const verb = acted ? 'changed' : 'to change';
  output.out(`${count(renamings.length, 'recorded name')} ${verb}:`);
  for (const { from, to } of renamings.slice(0, shown)) output.out(`  ${from} → ${to}`);
  if (renamings.length > shown) {
    output.out(`  … and ${renamings.length - shown} more (--json lists all)`);
  }
}

function printUndo(report: AdoptReport, output: Output): void {
  printRenamings(report, output);
  for (const problem of report.problems) output.out(formatProblem(problem));
  if (report.renamings.length === 0) return;
  output.out('');
  output.out(
    report.acted
      ? 'Done. Give the knexfile its old lines back, too.'
      : 'Nothing was changed. To bring the old names back: knex-stairway adopt --undo --yes',
  );
}
