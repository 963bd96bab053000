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
  const embellished = nameConstraint(constraint, mark, table, naming, endless);
  if (!('name' in embellished) || !embellished.isByConvention) return () => false;
  const [head = '', ...tails] = fold(embellished.name).split(fold(mark));
  const tail = tails.at(-1) ?? '';
  return (name) => {
    const folded = fold(name);
    const isWhole =
      folded.length > head.length + tail.length && folded.startsWith(head) && folded.endsWith(tail);
    return isWhole || isCut(folded, head, limit);
  };
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
