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

/** A change of the schema that the database, as it is at this moment, does not allow. */
export class SchemaChangeError extends StairwayError {
  constructor(problem: Problem) {
    super('E_SCHEMA_CHANGE', 'The schema cannot be changed like this.', [problem]);
  }
}
