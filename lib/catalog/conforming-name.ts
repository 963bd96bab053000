import type { Dialect } from '../dialect/dialect.ts';
import { nameConstraint } from '../naming/constraint-name.ts';
import { cutName } from '../naming/cut-name.ts';
import type { NamedConstraint, NamedTable, NamingConvention } from '../naming/convention.ts';

/** A name that no database holds: it marks where a template puts the given one. */
const mark = '\u{0}given\u{0}';
const endless: Dialect['identifierLimit'] = {
  length: Number.POSITIVE_INFINITY,
  unit: 'characters',
};

/**
 * Tells which names a convention could have given to a constraint: the one of its template or, where
 * that embellishes a given name, all those that it makes of any.
 */
export function conformingNames(
  constraint: Omit<NamedConstraint, 'name'>,
  table: NamedTable,
  naming: NamingConvention,
  { identifierLimit: limit, foldsNames }: Dialect,
): (name: string) => boolean {
  const fold = (name: string): string => (foldsNames ? name.toLowerCase() : name);
  const exact = nameConstraint(constraint, undefined, table, naming, limit);
  if ('name' in exact) return (name) => fold(name) === fold(exact.name);
  const around = aroundGiven(constraint, table, naming);
  if (around === undefined) return () => false;
  const [head, tail] = [fold(around.head), fold(around.tail)];
  return (name) => isWhole(fold(name), { head, tail }) || isCut(fold(name), head, limit);
}

/**
 * Takes the given name out of what a convention has made of it: `positive` of `ck_user_positive`.
 *
 * @returns undefined where the convention makes no such name, or has cut it
 */
export function givenNameOf(
  name: string,
  constraint: Omit<NamedConstraint, 'name'>,
  table: NamedTable,
  naming: NamingConvention,
): string | undefined {
  const around = aroundGiven(constraint, table, naming);
  if (around === undefined || !isWhole(name, around)) return undefined;
  return name.slice(around.head.length, name.length - around.tail.length);
}

/** What a template puts before and behind a given name. */
interface Around {
  readonly head: string;
  readonly tail: string;
}

function aroundGiven(
  constraint: Omit<NamedConstraint, 'name'>,
  table: NamedTable,
  naming: NamingConvention,
): Around | undefined {
  const embellished = nameConstraint(constraint, mark, table, naming, endless);
  if (!('name' in embellished) || !embellished.isByConvention) return undefined;
  const [head = '', ...tails] = embellished.name.split(mark);
  return { head, tail: tails.at(-1) ?? '' };
}

function isWhole(name: string, { head, tail }: Around): boolean {
  return name.length > head.length + tail.length && name.startsWith(head) && name.endsWith(tail);
}

/** Whether a name is one that was too long: its beginning and four digits of a digest. */
function isCut(name: string, head: string, limit: Dialect['identifierLimit']): boolean {
  if (!Number.isFinite(limit.length) || !/_[0-9a-f]{4}$/u.test(name)) return false;
  const cut = cutName(head + 'x'.repeat(limit.length), limit).slice(0, -5);
  // Cut within a character of several bytes, it may be a little shorter.
  return (
    name.length >= cut.length - 1 &&
    name.startsWith(cut.slice(0, Math.min(cut.length, head.length)))
  );
}
