import type { ErrorCode } from './error-code/error-code.ts';

/** One thing that is wrong: what, where, and how to mend it. */
export interface Problem {
  /** Stable identifier of the kind of problem, such as `E_STAMP_MISSING`. */
  readonly code: ErrorCode;
  /** The file, table, column or constraint that is at fault. */
  readonly where: string;
  /** What is wrong, as a clause that continues `where`. */
  readonly what: string;
  /** What to do about it, as an imperative sentence. */
  readonly repair: string;
}

/**
 * An error that the user can mend; everything else that knex-stairway throws is a bug.
 *
 * It carries every problem that was found, not the first only. `code` names the family of the
 * error and never changes; each of `problems` has a code of its own. `instanceof` also knows the
 * errors of another copy of this package: each entry has one of its own.
 *
 * @example
 * try {
 *   new EpochMigrationSource({ directory: './migrations', recordAs: 'js' as '.js' });
 * } catch (error) {
 *   if (!(error instanceof StairwayError)) throw error;
 *   console.log(error.code, error.problems[0]?.code); // E_OPTIONS E_OPTION
 * }
 */
export class StairwayError extends Error {
  /** The family of the error, such as `E_OPTIONS`. */
  readonly code: ErrorCode;
  /** All that is wrong; empty where `message` says it all. */
  readonly problems: readonly Problem[];

  constructor(
    code: ErrorCode,
    headline: string,
    problems: readonly Problem[] = [],
    options?: { readonly cause?: unknown },
  ) {
    super([headline, ...problems.map(formatProblem)].join('\n\n'), options);
    this.name = new.target.name;
    this.code = code;
    this.problems = Object.freeze(problems.map((problem) => Object.freeze(problem)));
  }

  /**
   * Also by the names of its classes: a CLI that is installed apart has classes of its own, and so
   * has each entry.
   */
  static override [Symbol.hasInstance](value: unknown): boolean {
    if (Function.prototype[Symbol.hasInstance].call(this, value)) return true;
    if (!(value instanceof Error && 'problems' in value)) return false;
    const names = classNamesOf(value);
    return names.includes('StairwayError') && names.includes(this.name);
  }
}

function classNamesOf(value: object): string[] {
  const above = Object.getPrototypeOf(value) as object | null;
  return above === null ? [] : [above.constructor.name, ...classNamesOf(above)];
}

/** Narrows what was thrown, also by another copy of this package. */
export function isStairwayError(thrown: unknown): thrown is StairwayError {
  return thrown instanceof StairwayError;
}

/**
 * Options or a template that cannot be meant as they are written; nothing was done.
 *
 * @example
 * try {
 *   withConventions(knex, { naming: { ix: 'ix_%(tabel_name)s' } });
 * } catch (error) {
 *   if (error instanceof OptionsError) console.log(error.problems[0]?.repair); // Tokens: did you mean "table_name"?
 * }
 */
export class OptionsError extends StairwayError {
  constructor(what: string, problems: readonly Problem[]) {
    super('E_OPTIONS', `${what} cannot be used.`, problems);
  }
}

/**
 * Migration files that cannot be told apart or put into an order; no migration was run.
 *
 * @example
 * const source = new EpochMigrationSource({
 *   modules: { '20209901000000_add_user.js': { up: async () => {}, down: async () => {} } },
 * });
 * try {
 *   source.list();
 * } catch (error) {
 *   if (error instanceof MigrationFilesError) console.log(error.problems[0]?.code); // E_STAMP_IMPOSSIBLE
 * }
 */
export class MigrationFilesError extends StairwayError {
  constructor(problems: readonly Problem[]) {
    super(
      'E_MIGRATION_FILES',
      `The migrations cannot be put into an order (${count(problems.length, 'problem')}); nothing was run.`,
      problems,
    );
  }
}

/**
 * Migration modules that do not load, or are no migrations; none of them was run. What a module threw
 * is the `cause`; of several it is an AggregateError.
 *
 * @example
 * const load = async () => { throw new Error('no such model'); };
 * const source = new EpochMigrationSource({ modules: { '1728372261_add_user.js': load } });
 * const [file] = await source.getMigrations();
 * const thrown: unknown = await source.getMigration(file!).catch((error: unknown) => error);
 * console.log(thrown instanceof MigrationLoadError && thrown.problems[0]?.what); // throws while it is loaded: no such model
 */
export class MigrationLoadError extends StairwayError {
  constructor(problems: readonly Problem[], causes: readonly unknown[]) {
    const cause = causes.length > 1 ? new AggregateError(causes) : causes[0];
    super(
      'E_MIGRATION_LOAD',
      `${count(problems.length, 'migration')} cannot be loaded; none of them was run.`,
      problems,
      cause === undefined ? undefined : { cause },
    );
  }
}

/**
 * Migrations that do not say what they do; none of them was run.
 *
 * @example
 * const nothing = { up: async () => {}, down: async () => {} };
 * const migrationSource = new EpochMigrationSource({
 *   modules: { '1728372261_c0a05e0cd317_.js': nothing },
 *   fileTemplate: '%(epoch)d_%(rev)s_%(slug)s',
 * });
 * console.log(migrationSource.listMessageProblems().map(({ code }) => code).join()); // E_SLUG_MISSING
 * const thrown: unknown = await knex.migrate.latest({ migrationSource }).catch((error: unknown) => error);
 * console.log(thrown instanceof MigrationMessageError); // true
 */
export class MigrationMessageError extends StairwayError {
  constructor(problems: readonly Problem[]) {
    super(
      'E_MIGRATION_MESSAGE',
      `The migrations do not all say what they do (${count(problems.length, 'problem')}); none of them was run. To ask for less: conventions: { comments: { migrations: 'optional' } }.`,
      problems,
    );
  }
}

/** Puts a problem into the three lines in which every error shows it. */
export function formatProblem({ where, what, repair }: Problem): string {
  return `  ${where}\n    ${what}\n    → ${repair}`.replaceAll('\n\n', '\n');
}

/** Takes the message of anything that was thrown, also of what is no Error. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/** Writes a number with its noun: `1 problem`, `2 problems`. */
export function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}
