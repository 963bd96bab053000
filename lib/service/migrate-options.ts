import type { Knex } from 'knex';
import type { DialectName } from '../dialect/dialect.ts';
import { OptionsError, type Problem } from '../errors.ts';
import { suggest } from '../near-miss.ts';
import { parseDuration, type Duration } from '../duration.ts';
import type { MigrateEvent } from './migrate-event.ts';

/** What `migrate` is told; all of it is optional. */
export interface MigrateOptions {
  /** How long to wait until the database answers. Default 0: one try. */
  readonly wait?: Duration | undefined;
  /** How long to wait for others that migrate. Default `'10m'`; 0 leaves at once. */
  readonly lockWait?: Duration | undefined;
  /**
   * How long a statement may wait for the lock of a table before the migration is tried again.
   * Default: as the database is set.
   */
  readonly lockTimeout?: Duration | undefined;
  /** How often a migration is tried again that did not get the lock of a table. Default 5. */
  readonly lockRetries?: number | undefined;
  /**
   * How long a statement may take. SQLite has no such limit, and MySQL has it for SELECT only.
   * Default: as the database is set.
   */
  readonly statementTimeout?: Duration | undefined;
  /** The last migration to apply: its name, the beginning of it, or its revision. Default: all. */
  readonly to?: string | undefined;
  /**
   * Whether all of the run is one transaction, as in Knex: where every migration may have one. MySQL
   * has none that holds CREATE, ALTER or DROP. Default false.
   */
  readonly singleTransaction?: boolean | undefined;
  /**
   * The name of the half applied migration: what it did is undone, and it is to run again.
   * Default: none is half applied.
   */
  readonly resume?: string | undefined;
  /**
   * The name of the half applied migration: what it lacked is done, and it is to be recorded.
   * Default: none is half applied.
   */
  readonly markApplied?: string | undefined;
  /** In the place of `migrations` of the configuration. Default: those of the Knex. */
  readonly migrations?: Knex.MigratorConfig | undefined;
  /** Is told what happens; what it throws ends the run. Default: nobody is told. */
  readonly onProgress?: ((event: MigrateEvent) => void) | undefined;
  /**
   * Ends the run after the statement that is under way; a migration in a transaction is rolled back.
   * Default: nothing ends it.
   */
  readonly signal?: AbortSignal | undefined;
}

/** The settled options. */
export interface MigrateConfig {
  readonly waitMs: number;
  readonly lockWaitMs: number;
  readonly limits: StatementLimits;
  readonly lockRetries: number;
  readonly to: string | undefined;
  readonly singleTransaction: boolean;
  readonly resume: string | undefined;
  readonly markApplied: string | undefined;
  readonly tell: (event: MigrateEvent) => void;
  readonly signal: AbortSignal | undefined;
}

/** The database's own limits; undefined leaves it as it is set. */
export interface StatementLimits {
  readonly lockMs: number | undefined;
  readonly statementMs: number | undefined;
}

const names = [
  'wait',
  'lockWait',
  'lockTimeout',
  'lockRetries',
  'statementTimeout',
  'to',
  'singleTransaction',
  'resume',
  'markApplied',
  'migrations',
  'onProgress',
  'signal',
] as const satisfies readonly (keyof MigrateOptions)[];

/** @throws OptionsError that lists all options at fault */
export function settleMigrateOptions(options: MigrateOptions, dialect: DialectName): MigrateConfig {
  const problems: Problem[] = [];
  const report = (where: string, what: string, repair: string): void => {
    problems.push({ code: 'E_OPTION', where, what, repair });
  };
  for (const option of Object.keys(options)) {
    if (names.some((name) => name === option)) continue;
    report(option, 'is no option', `Remove it; ${suggest(option, names)}`);
  }
  const { lockTimeout, statementTimeout, lockRetries = 5, resume, markApplied } = options;
  if (dialect === 'sqlite' && statementTimeout !== undefined) {
    report('statementTimeout', 'has no counterpart in SQLite', 'Remove it.');
  }
  if (dialect === 'mysql' && options.singleTransaction === true) {
    report(
      'singleTransaction',
      'cannot be had from MySQL, where CREATE, ALTER and DROP commit what stands before them',
      'Remove it: each migration is recorded as soon as it is done.',
    );
  }
  if (!Number.isInteger(lockRetries) || lockRetries < 0) {
    report('lockRetries', `is ${String(lockRetries)}`, 'Give a whole number from 0 on.');
  }
  if (resume !== undefined && markApplied !== undefined) {
    report('resume, markApplied', 'are both given', 'Give the one that is true.');
  }
  if (problems.length > 0) throw new OptionsError('The options of migrate', problems);
  const ms = (value: Duration | undefined, option: string): number | undefined =>
    value === undefined ? undefined : parseDuration(value, option);
  return {
    waitMs: parseDuration(options.wait ?? 0, 'wait'),
    lockWaitMs: parseDuration(options.lockWait ?? '10m', 'lockWait'),
    limits: {
      lockMs: ms(lockTimeout, 'lockTimeout'),
      statementMs: ms(statementTimeout, 'statementTimeout'),
    },
    lockRetries,
    to: options.to,
    singleTransaction: options.singleTransaction === true,
    resume,
    markApplied,
    tell: options.onProgress ?? (() => {}),
    signal: options.signal,
  };
}
