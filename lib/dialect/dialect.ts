/** The database families that knex-stairway knows; other Knex clients keep plain Knex behaviour. */
export type DialectName = 'postgres' | 'sqlite' | 'mysql';

/** What a database family can do: facts only, each with its source. */
export interface Dialect {
  readonly name: DialectName;
  /** Longest identifier, and what it is counted in. */
  readonly identifierLimit: { readonly length: number; readonly unit: 'bytes' | 'characters' };
}
