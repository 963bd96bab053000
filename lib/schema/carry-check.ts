import type { Dialect } from '../dialect/dialect.ts';
import { foldName, isSameName } from '../dialect/same-name.ts';
import { nameConstraint } from '../naming/constraint-name.ts';
import type { NamingConvention } from '../naming/convention.ts';
import { isLongerThan } from '../naming/cut-name.ts';
import { checkKinds } from './check-kind.ts';
import type { LiveConstraint } from './live-constraint.ts';
import type { Move } from './move.ts';

/** A check tells of its table by the template, and of its column where its name was made of it. */
export function movedCheck(
  constraint: LiveConstraint,
  move: Move,
  naming: NamingConvention,
  dialect: Dialect,
): string | undefined {
  const given = givenNameOf(constraint, move.tableBefore, naming, dialect);
  if (given === undefined) return undefined;
  const { identifierLimit } = dialect;
  const nameBefore = checkName(constraint, move.tableBefore, given, naming, identifierLimit);
  if (!isSameName(dialect, nameBefore, constraint.name)) return undefined;
  const { column } = move;
  const isOfColumn =
    column !== undefined &&
    [...checkKinds.map(({ suffix }) => suffix), 'enum'].some((suffix) =>
      isSameName(dialect, given, `${column.before}_${suffix}`),
    );
  const givenNow = isOfColumn ? `${column.after}${given.slice(column.before.length)}` : given;
  const uncut = checkName(constraint, move.table, givenNow, naming, unlimited);
  // Once cut, it could not be carried back.
  return uncut === undefined || isLongerThan(uncut, identifierLimit) ? constraint.name : uncut;
}

const unlimited: Dialect['identifierLimit'] = {
  length: Number.POSITIVE_INFINITY,
  unit: 'characters',
};

/** The name of a check by the convention; undefined where it embellishes none. */
export function checkName(
  { schema }: LiveConstraint,
  table: string,
  given: string,
  naming: NamingConvention,
  limit: Dialect['identifierLimit'],
): string | undefined {
  const result = nameConstraint(
    { kind: 'ck', columns: [] },
    given,
    { name: table, schema },
    naming,
    limit,
  );
  return 'name' in result && result.isByConvention ? result.name : undefined;
}

/** The name that the template embellished; a cut one cannot be taken apart again. */
function givenNameOf(
  { name, schema }: LiveConstraint,
  table: string,
  naming: NamingConvention,
  dialect: Dialect,
): string | undefined {
  const mark = '\u{0}';
  const result = nameConstraint(
    { kind: 'ck', columns: [] },
    mark,
    { name: table, schema },
    naming,
    unlimited,
  );
  const parts = 'name' in result ? result.name.split(mark) : [];
  const [head = '', tail = ''] = parts;
  const [folded, start, end] = [name, head, tail].map((part) => foldName(dialect, part));
  if (parts.length !== 2 || !folded?.startsWith(start ?? '') || !folded.endsWith(end ?? '')) {
    return undefined;
  }
  return name.slice(head.length, name.length - tail.length);
}
