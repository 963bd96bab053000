/** The database families that knex-stairway knows; other Knex clients keep plain Knex behaviour. */
export type DialectName = 'postgres' | 'sqlite' | 'mysql';

/** What a database family can do: facts only, each with its source. */
export interface Dialect {
  readonly name: DialectName;
  /** Longest identifier, and what it is counted in. */
  readonly identifierLimit: { readonly length: number; readonly unit: 'bytes' | 'characters' };
  /** Whether a primary key can bear a name. */
  readonly namesPrimaryKeys: boolean;
  /** In what the name of an index must be unique. */
  readonly indexNamespace: 'schema' | 'table';
  /**
   * Among what the name of a constraint must be unique: all of its table, or those of its kind, where
   * foreign keys are kept together by the schema.
   */
  readonly constraintNamespace: 'table' | 'kind';
  /** Whether names that differ only in case are one. */
  readonly foldsNames: boolean;
  /** Whether an index can cover the rows of a predicate only. */
  readonly supportsPartialIndexes: boolean;
  /** Whether Knex builds `enu` as a text with a check, which then needs a name. */
  readonly checksEnums: boolean;
  /** Whether `enu` can be given a type of its own (`useNative`), which then needs no check. */
  readonly hasEnumTypes: boolean;
  /** Whether Knex tells the database that an index shall be unique (`indexType`). */
  readonly typesIndexes: boolean;
  /** Whether Knex can add a check of a column to a column that is there. */
  readonly addsColumnChecks: boolean;
  /**
   * Whether a table is built anew where a key is added or dropped, by Knex and from its own text, which
   * is where names of constraints stand.
   */
  readonly rebuildsTables: boolean;
  /** Whether a table and a column can bear a comment. */
  readonly supportsComments: boolean;
  /** What a comment of a table or column can hold. */
  readonly commentText: {
    /** Most characters of a comment; undefined where there is no limit. */
    readonly limits: { readonly table: number; readonly column: number } | undefined;
    /** Whether it silently makes a question mark of a character beyond U+FFFF. */
    readonly isSupplementaryLost: boolean;
  };
}
