import {
  problemsOfComments,
  settleComments,
  type CommentConfig,
  type CommentPolicy,
} from '../comment/comment-policy.ts';
import { OptionsError, type Problem } from '../errors.ts';
import { constraintKinds, defaultNaming, type NamingConvention } from '../naming/convention.ts';
import { isKnownToken, plainTokens } from '../naming/token.ts';
import { isRecord } from '../is-record.ts';
import { suggest } from '../near-miss.ts';

/** Since when conventions hold: a stamp as file names bear it, epoch seconds, or a Date. */
export type Since = string | number | Date;

/** What a schema has to follow. */
export interface Conventions {
  /**
   * The day from which on they hold, for a source: older migrations run on plain Knex, or by the
   * conventions before. Default: all migrations.
   */
  readonly since?: Since;
  /** How constraints and indexes are named; `false` leaves it to Knex. Default `defaultNaming`. */
  readonly naming?: NamingConvention | false;
  /**
   * Whether `renameTable` and `renameColumn` carry the names of constraints and indexes along, so
   * that they do not tell of what a table was called once. Default true.
   */
  readonly carryNames?: boolean;
  /**
   * Which tables, columns and migrations must bear a comment; default all. `false` asks for none,
   * keeps none on SQLite, and leaves it to Knex what becomes of those that are there.
   */
  readonly comments?: CommentPolicy | false;
}

/** Settled conventions. */
export interface ConventionsConfig {
  readonly naming: NamingConvention;
  /** The conventions whose names `renameTable` and `renameColumn` carry along; none: they stay. */
  readonly namings: readonly NamingConvention[];
  /** Undefined: comments are neither asked for nor kept. */
  readonly comments: CommentConfig | undefined;
}

/**
 * Settles conventions, and refuses templates that could never name anything.
 *
 * @throws OptionsError that lists every option and template at fault
 */
export function settleConventions(conventions: Conventions): ConventionsConfig {
  const problems = problemsOfConventions(conventions);
  if (problems.length > 0) throw new OptionsError('The conventions', problems);
  const { naming = defaultNaming, carryNames = true } = conventions;
  const comments = settleComments(conventions.comments);
  if (naming === false) return { naming: {}, namings: [], comments };
  return { naming, namings: carryNames ? [naming] : [], comments };
}

const options = [
  'since',
  'naming',
  'carryNames',
  'comments',
] as const satisfies (keyof Conventions)[];

/**
 * Finds what is wrong with conventions.
 *
 * @param where what stands before an option in messages: `conventions[1].`
 */
export function problemsOfConventions(conventions: Conventions, where = ''): Problem[] {
  const given: unknown = conventions;
  if (!isRecord(given)) {
    const repair = 'Give an object: { naming, carryNames, comments, since }.';
    return [{ code: 'E_OPTION', where: where.slice(0, -1), what: 'are no object', repair }];
  }
  const unknown = Object.keys(conventions).filter((key) => !options.some((known) => known === key));
  return [
    ...unknown.map((key): Problem => {
      const repair = `Remove it; ${suggest(key, options)}`;
      return { code: 'E_OPTION', where: `${where}${key}`, what: 'is no option', repair };
    }),
    ...problemsOfNaming(conventions.naming, where),
    ...problemsOfComments(conventions.comments, where),
  ];
}

function problemsOfNaming(naming: Conventions['naming'], where: string): Problem[] {
  if (naming === undefined || naming === false) return [];
  const problems: Problem[] = [];
  const report = (key: string, what: string, repair: string): void => {
    problems.push({ code: 'E_NAMING_TEMPLATE', where: `${where}naming${key}`, what, repair });
  };
  if (!isRecord(naming)) {
    report('', 'is no convention', 'Give templates by kind, such as defaultNaming, or false.');
    return problems;
  }
  const own = Object.keys(naming).filter((name) => typeof naming[name] === 'function');
  for (const [key, value] of Object.entries(naming)) {
    const isKind = constraintKinds.some((kind) => kind === key);
    if (value === undefined || (typeof value === 'function' && !isKind)) continue;
    if (!isKind) {
      report(
        `.${key}`,
        'is no kind of constraint and no function',
        `Kinds: ${suggest(key, constraintKinds)}; any other key is a token: a function.`,
      );
      continue;
    }
    if (typeof value !== 'string' || value === '') {
      report(`.${key}`, 'is no template', `Write a text such as '${String(defaultNaming[key])}'.`);
      continue;
    }
    for (const [text, token = ''] of value.matchAll(/%%|%\(([^()]*)\)s|%\S*/gu)) {
      if (text === '%%' || isKnownToken(token, naming)) continue;
      const known = [...plainTokens, 'column_0_name', 'referred_column_0_name', ...own];
      report(`.${key}`, `holds ${text}, which is no token`, `Tokens: ${suggest(token, known)}`);
    }
  }
  return problems;
}
