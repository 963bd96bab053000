import { relative } from 'node:path';
import type { Knex } from 'knex';
import { AdoptBackup } from '../adopt/adopt-backup.ts';
import { formatKnexfileLines } from '../adopt/adopt-knexfile.ts';
import { planRows, type RowRenaming } from '../adopt/adopt-plan.ts';
import { readAdoptProject, type AdoptProject, type RecordAs } from '../adopt/adopt-project.ts';
import { planUndo, renameRows, undoRows } from '../adopt/adopt-rows.ts';
import { Bookkeeping, type AppliedMigration } from '../bookkeeping/bookkeeping.ts';
import { OptionsError } from '../errors.ts';
import { ChecksumRecord } from '../history/checksum-record.ts';
import { noteChecksums, type NamedMigration } from '../history/note-checksums.ts';
import type { FileMigrationSource } from '../source/file-migration-source.ts';
import type { MigrationFile } from '../source/migration-file.ts';
import { suggest } from '../near-miss.ts';
import { isEsModule } from '../source/load-module.ts';
import { printAdoption, printUndo, type AdoptReport } from './adopt-text.ts';
import type { CommandCall } from './command.ts';
import { withDatabase } from './connect.ts';
import { exitCode } from './exit-code.ts';
import type { Knexfile } from './knexfile.ts';
import { ensureTypeScriptOf } from './typescript.ts';
import { UsageError } from './usage-error.ts';

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
  else printAdoption(report, { file: where, environment: knexfile.environment }, output);
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
    const known = await new ChecksumRecord(config).readIfAny(knex);
    const unknown = findUnknown(known, rows, renamings, migrations);
    const noted = isActing ? await noteAll(knex, bookkeeping, source, unknown) : unknown.length;
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

/** Applied migrations of which it is not noted what they were. */
function findUnknown(
  known: ReadonlyMap<number, string>,
  rows: readonly AppliedMigration[],
  renamings: readonly RowRenaming[],
  migrations: readonly MigrationFile[],
): readonly MigrationFile[] {
  const renamed = new Map(renamings.map(({ id, to }) => [id, to]));
  const names = new Set(
    rows.filter(({ id }) => !known.has(id)).map(({ id, name }) => renamed.get(id) ?? name),
  );
  return migrations.filter(({ name }) => names.has(name));
}

/** Whatever loads gets a checksum: from now on `check --db` sees it change. */
async function noteAll(
  knex: Knex,
  bookkeeping: Bookkeeping,
  source: FileMigrationSource,
  unknown: readonly MigrationFile[],
): Promise<number> {
  if (unknown.length === 0) return 0;
  await ensureTypeScriptOf(unknown);
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
