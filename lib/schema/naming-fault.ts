import type { Dialect } from '../dialect/dialect.ts';
import type { Problem } from '../errors.ts';
import type { NamingResult } from '../naming/constraint-name.ts';
import type { ConstraintKind } from '../naming/convention.ts';

/** Why a constraint gets no name; expressions have none that a template could take. */
export type NamingFault = Extract<NamingResult, { fault: string }>['fault'] | 'expression';

/**
 * Puts into words why a constraint gets no name.
 *
 * @param given the name that the call gives
 * @returns undefined where Knex's own name stays, which is no problem
 */
export function problemOfNaming(
  fault: NamingFault,
  kind: ConstraintKind,
  given: unknown,
  { identifierLimit: { length, unit } }: Dialect,
): Omit<Problem, 'where'> | undefined {
  switch (fault) {
    case 'no-template':
      return undefined;
    case 'name-too-long':
      return {
        code: 'E_NAME_TOO_LONG',
        what: `bears the name ${String(given)}, which is longer than ${length} ${unit}`,
        repair: 'Shorten it, or leave it out: the convention cuts names stably.',
      };
    case 'expression':
      return {
        code: 'E_NAME_MISSING',
        what: 'is over an expression, which has no name to make one of',
        repair: "Name it: table.index([…], 'ix__…').",
      };
    default:
      return {
        code: 'E_NAME_MISSING',
        what: `has no name, and the template of the convention (${kind}) makes one of it`,
        repair:
          kind === 'ck'
            ? "Name what it holds to: table.check('…', [], 'price_positive')."
            : 'Name it in the call.',
      };
  }
}
