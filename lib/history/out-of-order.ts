import { pendingOf, type Listed } from '../bookkeeping/listed.ts';
import { StairwayError, type Problem } from '../errors.ts';

/** What becomes of a pending migration that is older than one that is applied. */
export type OutOfOrderPolicy = 'error' | 'warn' | 'allow';

/** The policy of a source; that of Knex, which runs them without a word, says nothing. */
export function outOfOrderPolicyOf(source: object): OutOfOrderPolicy {
  const policy: unknown = 'outOfOrder' in source ? source.outOfOrder : undefined;
  return policy === 'error' || policy === 'allow' ? policy : 'warn';
}

/** The names of what is pending and stands before something that is applied. */
export function outOfOrderIn(
  listed: readonly Listed[],
  applied: Iterable<string>,
): ReadonlySet<string> {
  const recorded = new Set(applied);
  const before = listed.slice(0, Math.max(indexOfLast(listed, recorded), 0));
  return new Set(pendingOf(before, recorded).map(({ name }) => name));
}

/** Says of each of them what is wrong. */
export function problemsOfOrder(listed: readonly Listed[], applied: readonly string[]): Problem[] {
  const last = listed[indexOfLast(listed, new Set(applied))]?.name ?? '';
  return [...outOfOrderIn(listed, applied)].map((name) => ({
    code: 'E_OUT_OF_ORDER',
    where: name,
    what: `is not applied, and older than ${last}, which is`,
    repair:
      'Rename it to a later time (knex-stairway make writes the stamp), or see whether the order matters: knex-stairway check --commute.',
  }));
}

function indexOfLast(listed: readonly Listed[], recorded: ReadonlySet<string>): number {
  return listed.findLastIndex(({ name }) => recorded.has(name));
}

/** @throws StairwayError with the code `E_OUT_OF_ORDER` where the policy of the source is `'error'` */
export function assertInOrder(
  source: object,
  listed: readonly Listed[],
  applied: readonly string[],
): void {
  if (outOfOrderPolicyOf(source) !== 'error') return;
  const problems = problemsOfOrder(listed, applied);
  if (problems.length === 0) return;
  throw new StairwayError(
    'E_OUT_OF_ORDER',
    'Migrations are older than what is applied; nothing was run.',
    problems,
  );
}
