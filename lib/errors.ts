/** One thing that is wrong: what, where, and how to mend it. */
export interface Problem {
  /** Stable identifier of the kind of problem, such as `E_STAMP_MISSING`. */
  readonly code: `E_${string}`;
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
 * error and never changes; each of `problems` has a code of its own.
 */
export class StairwayError extends Error {
  readonly code: `E_${string}`;
  readonly problems: readonly Problem[];

  constructor(
    code: `E_${string}`,
    headline: string,
    problems: readonly Problem[] = [],
    options?: { readonly cause?: unknown },
  ) {
    super([headline, ...problems.map(formatProblem)].join('\n\n'), options);
    this.name = new.target.name;
    this.code = code;
    this.problems = Object.freeze([...problems]);
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
