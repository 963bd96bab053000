import { relative } from 'node:path';
import type { Finding } from '../catalog/finding.ts';
import { count, formatProblem, type Problem } from '../errors.ts';
import { sourceOfConfig } from '../source/source-of-config.ts';
import { checkDatabase } from './check-database.ts';
import { checkFiles } from './check-files.ts';
import { checkOrder } from './check-order.ts';
import type { Command, Output } from './command.ts';
import { exitCode } from './exit-code.ts';
import { loadKnexfile } from './knexfile.ts';

/** What `check --json` prints. */
interface CheckReport {
  readonly ok: boolean;
  /** How many files there are; 0 where they cannot be put into an order. */
  readonly migrations: number;
  /** Of the files. */
  readonly problems: readonly Problem[];
  /** Of the database; null where it was not asked. */
  readonly findings: readonly Finding[] | null;
  /** What the policy `outOfOrder: 'warn'` lets pass; null where the database was not asked. */
  readonly warnings: readonly Problem[] | null;
  /** How many orders `--commute` has tried; 1 where no branches meet, null where it was not asked. */
  readonly orders: number | null;
  /** Whether the orders began with a copy of the database's schema; null as `orders`. */
  readonly isCopied: boolean | null;
}

export const checkCommand: Command = {
  name: 'check',
  summary: 'list what is wrong with the migration files, and with the database',
  help: `knex-stairway check [--db] [--commute]

Lists what is wrong with the migration files: names, times, order, modules
that do not load, messages that are missing, two heads, TODOs, imports from
outside of their folders (models). Ends with 1 where anything is.

      --db              also read the database of the knexfile: constraints and
                        indexes off the naming convention, comments that are
                        missing; applied migrations whose file is missing or
                        has changed, pending ones older than what is applied
      --commute         where branches meet, run the migrations in each order on
                        throw-away databases, and tell whether the order matters;
                        with --db what is applied comes first, as it did there,
                        and only what is pending changes places`,
  options: { db: { type: 'boolean' }, commute: { type: 'boolean' } },
  async run({ values, output }) {
    const knexfile = await loadKnexfile(values);
    const source = sourceOfConfig(knexfile.config, relative(process.cwd(), knexfile.path));
    const { migrations, problems, isRunnable } = await checkFiles(source);
    const isCommuting = values['commute'] === true && isRunnable;
    const database =
      values['db'] === true ? await checkDatabase(knexfile, source, isCommuting) : null;
    const unasked = { recorded: [], copy: undefined };
    const commuted = isCommuting ? await checkOrder(knexfile, source, database ?? unasked) : null;
    const all = [...problems, ...(database?.problems ?? []), ...(commuted?.problems ?? [])];
    const orders = commuted?.orders ?? null;
    const findings = database?.findings ?? null;
    const warnings = database?.warnings ?? null;
    const ok = all.length === 0 && (findings ?? []).length === 0;
    const isCopied = commuted?.isCopied ?? null;
    const report = { ok, migrations, problems: all, findings, warnings, orders, isCopied };
    print(report, values['json'] === true, output);
    if (values['commute'] === true && !isRunnable && values['json'] !== true) {
      output.out('No order was tried: first mend what is wrong with the files.');
    }
    return ok ? exitCode.done : exitCode.failed;
  },
};

function print(report: CheckReport, isJson: boolean, output: Output): void {
  if (isJson) {
    output.out(JSON.stringify(report));
    return;
  }
  const { ok, migrations, problems, findings, warnings, orders } = report;
  for (const problem of [...problems, ...(findings ?? [])]) output.out(formatProblem(problem));
  for (const warning of warnings ?? []) output.out(`warning:\n${formatProblem(warning)}`);
  if (!ok || (warnings ?? []).length > 0) output.out('');
  const files = `${count(migrations, 'migration')}, ${count(problems.length, 'problem')}`;
  const database = findings === null ? '' : `; database: ${count(findings.length, 'finding')}`;
  output.out(files + database);
  if (orders !== null) output.out(textOfOrders(report));
}

function textOfOrders({ orders, problems, isCopied }: CheckReport): string {
  if (orders === 1) return 'No branches meet: there is one order.';
  const behind = isCopied === true ? ' behind a copy of what the database has applied' : '';
  const matters = problems.some(({ code }) => code === 'E_ORDER_MATTERS');
  const fails = problems.some(({ code }) => code === 'E_MIGRATION_FAILED');
  if (fails && !matters) return 'Nothing is known of the order: what comes before it fails.';
  return `${orders} orders were tried${behind}: the order ${matters ? 'matters' : 'makes no difference to the schema'}.`;
}
