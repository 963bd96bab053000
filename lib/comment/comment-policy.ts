import type { Problem } from '../errors.ts';
import type { NamedTable } from '../naming/convention.ts';
import { isRecord } from '../is-record.ts';
import { suggest } from '../near-miss.ts';

/** What must bear a comment, and where SQLite keeps it. */
export interface CommentPolicy {
  /** Tables that are created. Default `'required'`. */
  readonly tables?: 'required' | 'optional';
  /** Columns that are created or added, by `up` and `down` alike. Default `'required'`. */
  readonly columns?: 'required' | 'optional';
  /** The message in the header of a migration file, and the slug in its name. Default `'required'`. */
  readonly migrations?: 'required' | 'optional';
  /**
   * What needs none: a table with all its columns (`'audit'`, `'log.audit'`), a column
   * (`'audit.id'`), or a pattern of either. Names are as the database stores them. Default: nothing.
   */
  readonly except?: readonly (string | RegExp)[];
  /**
   * Whether SQLite, which has no comments, keeps them in the table `knex_stairway_comments`. It is
   * there as long as it has rows. Default true.
   */
  readonly sqliteTable?: boolean;
}

/** A settled policy. */
export interface CommentConfig {
  readonly tables: boolean;
  readonly columns: boolean;
  readonly migrations: boolean;
  readonly except: readonly (string | RegExp)[];
  readonly sqliteTable: boolean;
}

/** @returns undefined for `false`: comments are neither asked for nor kept */
export function settleComments(policy: CommentPolicy | false = {}): CommentConfig | undefined {
  if (policy === false) return undefined;
  const { tables, columns, migrations, except = [], sqliteTable = true } = policy;
  return {
    tables: tables !== 'optional',
    columns: columns !== 'optional',
    migrations: migrations !== 'optional',
    except,
    sqliteTable,
  };
}

/** Tells whether a policy asks for the comment of a table or, where one is given, of its column. */
export function requiresComment(
  config: CommentConfig | undefined,
  table: NamedTable,
  column?: string,
): boolean {
  if (config === undefined || !(column === undefined ? config.tables : config.columns)) {
    return false;
  }
  if (config.except.length === 0) return true;
  const names = [table.name];
  if (table.schema !== undefined) names.push(`${table.schema}.${table.name}`);
  if (column !== undefined) names.push(...names.map((name) => `${name}.${column}`));
  return !config.except.some((exception) =>
    typeof exception === 'string'
      ? names.includes(exception)
      : // Unlike `test`, it remembers no place where the last match ended.
        names.some((name) => name.search(exception) !== -1),
  );
}

const options = {
  tables: ['required', 'optional'],
  columns: ['required', 'optional'],
  migrations: ['required', 'optional'],
  except: undefined,
  sqliteTable: [true, false],
} as const satisfies Record<keyof CommentPolicy, readonly (string | boolean)[] | undefined>;

/**
 * Finds what is wrong with a policy.
 *
 * @param where what stands before an option in messages: `conventions.`
 */
export function problemsOfComments(
  policy: CommentPolicy | false | undefined,
  where = '',
): Problem[] {
  if (policy === undefined || policy === false) return [];
  const problem = (key: string, what: string, repair: string): Problem => ({
    code: 'E_COMMENT_POLICY',
    where: `${where}comments${key}`,
    what,
    repair,
  });
  if (!isRecord(policy)) {
    return [
      problem('', 'are no policy', "Give an object such as { tables: 'optional' }, or false."),
    ];
  }
  return Object.entries(policy).flatMap(([key, value]: [string, unknown]): Problem[] => {
    if (!Object.hasOwn(options, key)) {
      const repair = `Remove it; ${suggest(key, Object.keys(options))}`;
      return [problem(`.${key}`, 'is no option', repair)];
    }
    if (value === undefined) return [];
    const allowed: readonly unknown[] | undefined = options[key as keyof typeof options];
    if (allowed !== undefined) {
      const choices = allowed.map((choice) => JSON.stringify(choice)).join(' or ');
      return allowed.includes(value)
        ? []
        : [problem(`.${key}`, `is ${JSON.stringify(value)}`, `Choose ${choices}.`)];
    }
    const isList =
      Array.isArray(value) &&
      value.every((item) => typeof item === 'string' || item instanceof RegExp);
    return isList
      ? []
      : [problem('.except', 'is no list', "List tables, 'table.column' and patterns: [/^tmp_/].")];
  });
}
