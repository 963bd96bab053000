import { rmSync } from 'node:fs';
import { relative } from 'node:path';
import { moveAway, moveBack, replacedFolder } from '../adopt/baseline-files.ts';
import { hasReplaced, replacedTable, replaceRows, restoreRows } from '../adopt/baseline-rows.ts';
import {
  findBaseline,
  sameMigration,
  stateOf,
  type FoundBaseline,
} from '../adopt/baseline-state.ts';
import type { BaselineTrial } from '../adopt/try-baseline.ts';
import { Bookkeeping } from '../bookkeeping/bookkeeping.ts';
import { count, formatProblem, OptionsError } from '../errors.ts';
import type { EpochMigrationSource } from '../migration/epoch-migration-source.ts';
import { sourceOfConfig } from '../source/source-of-config.ts';
import type { CommandCall, Output } from './command.ts';
import { withDatabase } from './connect.ts';
import { exitCode } from './exit-code.ts';
import type { Knexfile } from './knexfile.ts';
import { ensureTypeScriptOf } from './typescript.ts';
import {
  throwawaysOf,
  tryRecorded,
  writeFirstBaseline,
  type BaselineReport,
  type BaselineSite,
} from './write-first-baseline.ts';

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
  await ensureTypeScriptOf(source.list({ allowsEmpty: true }).migrations);
  const found = await findBaseline(source);
  const report = await withDatabase(knexfile, async (knex) => {
    const bookkeeping = new Bookkeeping(knex);
    const recorded = (await bookkeeping.exists()) ? await bookkeeping.readNames() : [];
    const isActing = values['yes'] === true;
    const site: BaselineSite = { knex, source, bookkeeping, recorded, knexfile, values, isActing };
    if (values['undo'] === true) return undo(site, found);
    return found === undefined ? writeFirstBaseline(site) : record(site, found);
  });
  print(report, values['json'] === true, output);
  const { trial } = report;
  const isSame = trial === null || trial.where === null || trial.problems.length === 0;
  return isSame ? exitCode.done : exitCode.failed;
}

/** A further database, once the file is there. */
async function record(site: BaselineSite, found: FoundBaseline): Promise<BaselineReport> {
  const { knex, bookkeeping, recorded, isActing } = site;
  const state = stateOf(found, recorded);
  const { name, file } = found.migration;
  const common = {
    made: null,
    replaces: found.replaces.length,
    backup: replacedTable(bookkeeping),
    leftOut: [],
    trial: null,
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
      trial:
        state.kind === 'recorded' && !isActing
          ? await tryRecorded(site, await throwawaysOf(site))
          : null,
    };
  }
  // A run that was cut off has left them where they were: they would be pending, all of them.
  const beside = site.source
    .list()
    .migrations.filter((each) => found.replaces.some((one) => sameMigration(one, each.name)));
  if (isActing) {
    moveAway(beside);
    await replaceRows(knex, bookkeeping, name, found.replaces);
  }
  const rows = count(found.replaces.length, 'row');
  const files =
    beside.length === 0
      ? ''
      : ` ${count(beside.length, 'file')} ${isActing ? 'went' : 'would go'} to ${replacedFolder}/.`;
  const message = `${isActing ? 'Recorded' : 'Would record'} ${name} in place of ${rows}, which ${isActing ? 'are' : 'would be'} kept in ${common.backup}.${files}`;
  return { acted: isActing, did: 'record', message, ...common };
}

/** Brings rows and files back; where another database has had the files back, the rows. */
async function undo(site: BaselineSite, found: FoundBaseline | undefined): Promise<BaselineReport> {
  const { knex, source, bookkeeping, isActing } = site;
  const backup = replacedTable(bookkeeping);
  const common = {
    made: null,
    replaces: found?.replaces.length ?? 0,
    backup,
    leftOut: [],
    trial: null,
  };
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
  if (report.trial !== null) printTrial(report.trial, output);
  const isShown = !report.acted && report.did !== 'nothing';
  if (isShown) output.out('\nNothing was done; --yes does it.');
}

function printTrial({ where, problems }: BaselineTrial, output: Output): void {
  if (where === null) {
    output.out(
      '\nIt was not tried, as no throw-away database was to be had; one of these would do:',
    );
  } else if (problems.length === 0) {
    output.out(`\nTried on ${where}: an empty database becomes the same by it.`);
  } else {
    output.out(`\nTried on ${where}: an empty database does not become the same by it.`);
  }
  for (const problem of problems) output.out(formatProblem(problem));
  if (where === null) output.out('\nTry it when there is one: knex-stairway adopt --baseline');
}
