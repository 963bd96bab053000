import type { Dialect } from '../dialect/dialect.ts';
import type { NamedConstraint, NamedTable, NamingConvention } from './convention.ts';
import { cutName, isLongerThan } from './cut-name.ts';
import { partsOf, tokenValue } from './token.ts';
import { VerbatimName } from './verbatim.ts';

/** A name, or why there is none. */
export type NamingResult =
  | {
      readonly name: string;
      /** Whether a template made it; false where it was given by hand and kept. */
      readonly isByConvention: boolean;
    }
  | { readonly fault: 'name-missing' | 'name-too-long' }
  /** The convention has no template for this kind, and no name was given. */
  | { readonly fault: 'no-template' };

/** What was given by hand: nothing, a name, or one that is final. */
export type GivenName = string | VerbatimName | undefined;

/**
 * Names a constraint: a name given by hand is kept, unless the template holds `constraint_name`,
 * which embellishes it; a final one (`verbatim`) is never touched; all else is named by the
 * template, and cut where it is too long.
 *
 * Rule: `_constraint_name_for_table` in sqlalchemy/sql/naming.py (2.0)
 *
 * @example
 * nameConstraint({ kind: 'pk', columns: ['id'] }, undefined, { name: 'user', schema: undefined },
 *   defaultNaming, postgres.identifierLimit); // { name: 'pk__user', isByConvention: true }
 */
export function nameConstraint(
  constraint: Omit<NamedConstraint, 'name'>,
  given: GivenName,
  table: NamedTable,
  convention: NamingConvention,
  limit: Dialect['identifierLimit'],
): NamingResult {
  const template = convention[constraint.kind];
  if (given instanceof VerbatimName) return kept(given.name, limit);
  if (given !== undefined && !embellishes(template)) return kept(given, limit);
  if (typeof template !== 'string') return { fault: 'no-template' };
  const { kind, columns, referredTable, referredColumns } = constraint;
  const named: NamedConstraint = { kind, name: given, columns, referredTable, referredColumns };
  let name = '';
  for (const part of partsOf(template)) {
    const text =
      part.token === undefined ? part.text : tokenValue(part.token, named, table, convention);
    if (text === undefined) return { fault: 'name-missing' };
    name += text;
  }
  return { name: cutName(name, limit), isByConvention: true };
}

/** Whether a template makes a name of the given one; `%(short_constraint_name)s` does, too. */
export function embellishes(template: unknown): boolean {
  return typeof template === 'string' && template.includes('constraint_name');
}

function kept(name: string, limit: Dialect['identifierLimit']): NamingResult {
  return isLongerThan(name, limit) ? { fault: 'name-too-long' } : { name, isByConvention: false };
}
