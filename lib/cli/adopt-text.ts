import type { RowRenaming } from '../adopt/adopt-plan.ts';
import type { Proposal } from '../adopt/adopt-project.ts';
import { count, formatProblem, type Problem } from '../errors.ts';
import type { Output } from './command.ts';

/** What `adopt --json` prints. */
export interface AdoptReport {
  /** Whether names were changed, or only shown. */
  readonly acted: boolean;
  readonly undo: boolean;
  /** How many files there are; null where they were not asked for. */
  readonly migrations: number | null;
  readonly recorded: number;
  /** Of how many applied migrations it is, or would be, noted what they are; `check --db` sees them change. */
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

/** Prints what becomes of the knexfile and of the recorded names. */
export function printAdoption(
  report: AdoptReport,
  { file, environment }: { readonly file: string; readonly environment: string | null },
  output: Output,
): void {
  const { migrations, recorded, pending, renamings, noted, knexfile, problems, acted, backup } =
    report;
  output.out(
    `${count(migrations ?? 0, 'migration')}; ${recorded} recorded, ${pending.length} pending.`,
  );
  output.out('');
  if (knexfile === null) {
    output.out(`${file} has its EpochMigrationSource: nothing to change there.`);
  } else {
    const place =
      environment === null
        ? 'its migrations'
        : `the migrations of ${environment}, and of each other environment`;
    output.out(`Write this into ${file}, in the place of ${place}:`);
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
  if (renamings.length === 0) {
    if (noted === 0) output.out('Nothing to change in the database.');
  } else if (acted) {
    output.out(
      `Done. The old names are kept in ${backup}; back again: knex-stairway adopt --undo --yes`,
    );
  } else {
    output.out('Nothing was changed. To change the recorded names: knex-stairway adopt --yes');
  }
  if (noted > 0) output.out(textOfNoted(report));
  if (knexfile !== null && renamings.length > 0) {
    output.out(
      `Recorded names and knexfile belong together: until both are changed, Knex calls the directory corrupt.`,
    );
  }
}

function textOfNoted({ noted, acted }: AdoptReport): string {
  const applied = count(noted, 'applied migration');
  return acted
    ? `What ${applied} did is noted: from now on, check --db tells when one of them changes.`
    : `It would also note what ${applied} did, so that check --db tells when one of them changes.`;
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

/** Prints what brings the old names back. */
export function printUndo(report: AdoptReport, output: Output): void {
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
