import { OptionsError, type Problem } from '../errors.ts';
import { constraintKinds, defaultNaming, type NamingConvention } from '../naming/convention.ts';
import { isKnownToken, plainTokens } from '../naming/token.ts';
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
}

/** Settled conventions. */
export interface ConventionsConfig {
  readonly naming: NamingConvention;
  /** The conventions whose names `renameTable` and `renameColumn` carry along; none: they stay. */
  readonly namings: readonly NamingConvention[];
}

/**
 * Settles conventions, and refuses templates that could never name anything.
 *
 * @throws OptionsError that lists every template at fault
 */
export function settleConventions({
  naming = defaultNaming,
  carryNames = true,
}: Conventions): ConventionsConfig {
  if (naming === false) return { naming: {}, namings: [] };
  const problems: Problem[] = [];
  const report = (key: string, what: string, repair: string): void => {
    problems.push({ code: 'E_NAMING_TEMPLATE', where: `naming.${key}`, what, repair });
  };
  for (const [key, value] of Object.entries(naming)) {
    const isKind = constraintKinds.some((kind) => kind === key);
    if (value === undefined || (typeof value === 'function' && !isKind)) continue;
    if (!isKind) {
      report(
        key,
        'is no kind of constraint and no function',
        `Kinds: ${suggest(key, constraintKinds)}; any other key is a token: a function.`,
      );
      continue;
    }
    if (typeof value !== 'string' || value === '') {
      report(key, 'is no template', `Write a text such as '${String(defaultNaming[key])}'.`);
      continue;
    }
    for (const [text, token = ''] of value.matchAll(/%%|%\(([^()]*)\)s|%\S*/gu)) {
      if (text === '%%' || isKnownToken(token, naming)) continue;
      const own = Object.keys(naming).filter((name) => typeof naming[name] === 'function');
      report(
        key,
        `holds ${text}, which is no token`,
        `Tokens: ${suggest(token, [...plainTokens, 'column_0_name', 'referred_column_0_name', ...own])}.`,
      );
    }
  }
  if (problems.length > 0) throw new OptionsError('The naming convention', problems);
  return { naming, namings: carryNames ? [naming] : [] };
}
