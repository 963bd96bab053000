import { StairwayError, type Problem } from '../errors.ts';

/** A schema that breaks the conventions; none of its statements was sent. */
export class ConventionError extends StairwayError {
  /** File and direction, where a migration asked for the schema. */
  readonly migration: string | undefined;

  constructor(problems: readonly Problem[], migration: string | undefined) {
    super(
      'E_CONVENTION',
      `${migration === undefined ? 'The schema' : `The schema of ${migration}`} breaks the conventions (${problems.length} problem${problems.length === 1 ? '' : 's'}); nothing of it was sent.`,
      problems,
    );
    this.migration = migration;
  }
}
