import { count, StairwayError, type Problem } from '../errors.ts';

/**
 * A schema that breaks the conventions; none of its statements was sent.
 *
 * @example
 * const thrown: unknown = await withConventions(knex.schema)
 *   .createTable('team', (table) => {
 *     table.comment('Teams of the shop');
 *     table.increments('id');
 *   })
 *   .catch((error: unknown) => error);
 * console.log(thrown instanceof ConventionError && thrown.problems[0]?.where); // team, id
 */
export class ConventionError extends StairwayError {
  /** File and direction, where a migration asked for the schema. */
  readonly migration: string | undefined;

  constructor(problems: readonly Problem[], migration: string | undefined) {
    super(
      'E_CONVENTION',
      `${migration === undefined ? 'The schema' : `The schema of ${migration}`} breaks the conventions (${count(problems.length, 'problem')}); nothing of it was sent.`,
      problems,
    );
    this.migration = migration;
  }
}

/**
 * A change of the schema that the database, as it is at this moment, does not allow.
 *
 * @example
 * const thrown: unknown = await withConventions(knex.schema)
 *   .alterTable('user_account', (table) => {
 *     table.dropIndex(['email']);
 *   })
 *   .catch((error: unknown) => error);
 * console.log(thrown instanceof SchemaChangeError && thrown.problems[0]?.what); // would drop nothing
 */
export class SchemaChangeError extends StairwayError {
  constructor(problem: Problem) {
    super('E_SCHEMA_CHANGE', 'The schema cannot be changed like this.', [problem]);
  }
}
