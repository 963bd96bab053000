import { relative } from 'node:path';
import { formatProblem } from '../errors.ts';
import { describeHolder } from '../service/lock-holder.ts';
import type { AppliedStatus, Status } from '../service/read-status.ts';
import { sourceOfConfig } from '../source/source-of-config.ts';
import type { Command, Output } from './command.ts';
import { withDatabaseOrEmpty } from './connect.ts';
import { exitCode } from './exit-code.ts';
import { loadKnexfile } from './knexfile.ts';
import { ageOf } from './age.ts';
import { printTable } from './table.ts';
import { ensureTypeScriptOf } from './typescript.ts';

/** How many of the applied ones are shown without --all. */
const shownApplied = 5;

export const statusCommand: Command = {
  name: 'status',
  summary: 'print what is applied, what is pending, and who holds the lock',
  help: `knex-stairway status [--all]

Prints what is applied, pending, out of order, missing, changed since it was
applied and half applied, and who holds the lock. It changes nothing.

      --all             all that is applied, not the last ${shownApplied} only

Exit codes: 0 up to date, 6 something is pending, 5 a migration is half applied,
1 a migration is recorded and its file is missing or has changed since, or there
are two heads, 4 no database.
`,
  options: { all: { type: 'boolean' } },
  async run({ values, output }) {
    // Before a loader of TypeScript is there, through which the rest goes.
    const { readStatus } = await import('../service/read-status.ts');
    const knexfile = await loadKnexfile(values);
    const source = sourceOfConfig(knexfile.config, relative(process.cwd(), knexfile.path));
    await ensureTypeScriptOf(source.list().migrations);
    const isWhole = values['all'] === true || values['json'] === true;
    const status = await withDatabaseOrEmpty(knexfile, (knex) =>
      readStatus(knex, isWhole ? {} : { messages: shownApplied }),
    );
    if (values['json'] === true) output.out(JSON.stringify(status));
    else print(status, isWhole ? Number.POSITIVE_INFINITY : shownApplied, output);
    return exitCodeOfStatus(status);
  },
};

/** The worst comes first. */
function exitCodeOfStatus({ applied, pending, halfApplied, problems }: Status): number {
  if (halfApplied !== null) return exitCode.halfApplied;
  if (problems.length > 0 || applied.some(({ isMissing }) => isMissing)) return exitCode.failed;
  return pending.length > 0 ? exitCode.pending : exitCode.done;
}

function print(status: Status, shown: number, output: Output): void {
  const { applied, pending, halfApplied, problems } = status;
  const present = applied.filter(({ isMissing }) => !isMissing);
  const missing = applied.filter(({ isMissing }) => isMissing);
  const last = present.slice(-Math.min(shown, present.length));
  const isCut = last.length < present.length;
  output.out(
    `${number(present.length)} applied${isCut ? `, the last ${last.length} (--all for all)` : ''}`,
  );
  printTable(present.length === 0 ? [] : last.map(appliedCells), output);
  output.out(`${number(pending.length)} pending`);
  printTable(
    pending.map(({ name, message, isOutOfOrder }) => [
      name,
      [...(isOutOfOrder ? ['(out of order)'] : []), firstLine(message)].join(' '),
    ]),
    output,
  );
  if (missing.length > 0) {
    output.out(`${number(missing.length)} missing: recorded as applied, but without a file`);
    printTable(missing.map(appliedCells), output);
  }
  if (halfApplied !== null) {
    const { name, since, host, pid } = halfApplied;
    output.out(`half applied: ${name}, begun ${since} by process ${pid} on host ${host}`);
    output.out('  knex-stairway migrate says what to do');
  }
  for (const problem of problems) output.out(formatProblem(problem));
  output.out(`lock: ${lockText(status)}`);
}

function appliedCells({ name, batch, appliedAt, message }: AppliedStatus): string[] {
  return [
    appliedAt === null ? '' : appliedAt.replace(/\.\d+Z$/u, 'Z'),
    appliedAt === null ? '' : ageOf(Date.parse(appliedAt)),
    `batch ${batch}`,
    name,
    firstLine(message),
  ];
}

function lockText({ lock }: Status): string {
  if (lock.state === 'held') return `held by ${describeHolder(lock)}`;
  return lock.state === 'free'
    ? 'free'
    : 'set by a plain Knex, which is at work, or was killed: knex-stairway migrate finds out';
}

function firstLine(message: string): string {
  return message.split('\n', 1).join('');
}

function number(n: number): string {
  return n.toLocaleString('en');
}
