/** A statement, as Knex tells of it when it is sent (3.3.0, lib/execution/internal/query-executioner.js). */
export interface SentStatement {
  readonly sql?: string;
  /** What a builder of queries does; of a statement of a schema builder there is none. */
  readonly method?: string;
  /** What a schema builder does with the answer to a question of its own. */
  readonly output?: unknown;
}

/**
 * What of a PostgreSQL catalog a statement can change: nothing, as it is of rows; only what is of the
 * relations that it locks against other changes; or anything.
 */
export type Reach = 'rows' | 'locked' | 'any';

/** What Knex's builders of queries call what they do (3.3.0, lib/query/querycompiler.js). */
const rowMethods: ReadonlySet<string | undefined> = new Set([
  'select',
  'first',
  'pluck',
  'insert',
  'update',
  'del',
]);

/** By what Knex begins and ends a transaction (3.3.0, lib/execution/transaction.js). */
const bracket = /^(?:BEGIN|COMMIT|ROLLBACK);?$/u;

/**
 * Each locks what it changes at least as ANALYZE does, and holds that until the end of the
 * transaction; GRANT does not, and is not among them.
 *
 * Source: https://www.postgresql.org/docs/18/explicit-locking.html
 */
const locking =
  /^\s*(?:create (?:table|(?:unique )?index)|(?:alter|drop) table|drop index|comment on (?:table|column))\s/iu;

/** Several statements, what depends on what is dropped, and queries with functions that may do anything. */
const open = /;\s*\S|\bcascade\b|\bselect\b|\bexecute\b|\bconcurrently\b/iu;

/** Of a foreign key, it says what becomes of rows. */
const ofRows = /\bon (?:delete|update) cascade\b/giu;

/** Finds out what a statement can change, short of functions and triggers that do more than one expects. */
export function reachOf({ sql = '', method, output }: SentStatement): Reach {
  if (rowMethods.has(method) || bracket.test(sql)) return 'rows';
  if (typeof output === 'function' && /^\s*select\b/iu.test(sql)) return 'rows';
  return locking.test(sql) && !open.test(sql.replaceAll(ofRows, '')) ? 'locked' : 'any';
}
