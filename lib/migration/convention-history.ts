import { OptionsError, type Problem } from '../errors.ts';
import { readStamp } from '../revision/stamp.ts';
import {
  problemsOfConventions,
  settleConventions,
  type Conventions,
  type ConventionsConfig,
  type Since,
} from '../schema/conventions.ts';

/** Finds the conventions of a migration; undefined for plain Knex. */
export type ConventionHistory = (instant: number | undefined) => ConventionsConfig | undefined;

/**
 * Settles a history of conventions: each holds from its `since` on, until the next one begins. A
 * changed convention so never renames what older migrations build, and their `down`s still find the
 * old names. Legacy migrations, which have no instant, run on plain Knex.
 *
 * @throws OptionsError that lists every `since` and template at fault
 */
export function settleHistory(
  conventions: Conventions | readonly Conventions[] | false,
): ConventionHistory {
  if (conventions === false) return () => undefined;
  const entries = [conventions].flat();
  const problems: Problem[] = [];
  const dated = entries.flatMap((entry, index) => {
    const where = entries.length === 1 ? 'conventions.' : `conventions[${index}].`;
    problems.push(...problemsOfConventions(entry, where));
    if (typeof entry !== 'object' || entry === null) return [];
    const from = instantOf(entry.since);
    if (from !== undefined) return { from, entry };
    problems.push({
      code: 'E_SINCE',
      where: `${where}since`,
      what: `is ${typeof entry.since === 'string' ? JSON.stringify(entry.since) : String(entry.since)}, which is no time`,
      repair: "Give a stamp as file names bear it: '2026-11-24' or 1785542400.",
    });
    return [];
  });
  const ascending = dated.toSorted((a, b) => a.from - b.from);
  for (const [index, entry] of ascending.entries()) {
    if (index === 0 || ascending[index - 1]?.from !== entry.from) continue;
    problems.push({
      code: 'E_SINCE',
      where: 'conventions',
      what: 'holds two conventions that begin at the same time',
      repair: 'Give each a `since` of its own; only the first may have none.',
    });
  }
  if (problems.length > 0) throw new OptionsError('The conventions', problems);
  const settled = ascending.map(({ from, entry }) => ({ from, config: settleConventions(entry) }));
  // A rename must know the names of the conventions before, too.
  const namings = settled.flatMap(({ config }) => config.namings).toReversed();
  return (instant) => {
    const found =
      instant === undefined ? undefined : settled.findLast(({ from }) => from <= instant);
    if (found === undefined) return undefined;
    const { config } = found;
    return { ...config, namings: config.namings.length === 0 ? [] : namings };
  };
}

/** @returns milliseconds; undefined for what is no time */
function instantOf(since: Since | undefined): number | undefined {
  if (since === undefined) return Number.NEGATIVE_INFINITY;
  if (since instanceof Date) return Number.isNaN(since.getTime()) ? undefined : since.getTime();
  const stamp = readStamp(String(since));
  return stamp.kind === 'stamp' && stamp.rest === '' ? stamp.instant : undefined;
}
