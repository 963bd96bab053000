import type { Problem } from '../errors.ts';
import { messageOf } from '../errors.ts';
import { suggest } from '../near-miss.ts';
import type { PageRow } from './row-page.ts';
import type { RowPlan } from './row-plan.ts';
import { BackfillError } from './snapshot-error.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * Asks `set` for the new values of a row: at once where it answers at once, since a promise for each
 * row costs more than the row.
 *
 * @returns undefined for a row to leave alone
 * @throws BackfillError with the key of the row
 */
export function valuesFor(
  page: PageRow,
  plan: RowPlan,
): Fields | undefined | Promise<Fields | undefined> {
  let given: unknown;
  try {
    given = plan.set(page.row as never);
  } catch (cause) {
    throw thrownFor(page, plan, cause);
  }
  if (typeof (given as { then?: unknown } | null | undefined)?.then !== 'function')
    return checked(given, page, plan);
  return (given as Promise<unknown>).then(
    (values) => checked(values, page, plan),
    (cause: unknown) => {
      throw thrownFor(page, plan, cause);
    },
  );
}

function checked(given: unknown, page: PageRow, plan: RowPlan): Fields | undefined {
  if (given === undefined || given === null) return undefined;
  const values = given as Fields;
  for (const name of Object.keys(values)) {
    const problem = problemOf(name, values[name], plan);
    if (problem === undefined) continue;
    const { where, key } = titleOf(page, plan);
    throw new BackfillError(plan.live.title, { ...problem, where }, { key });
  }
  return values;
}

/** What is wrong with a value that set gives. */
function problemOf(
  name: string,
  value: unknown,
  { byName }: RowPlan,
): Omit<Problem, 'where'> | undefined {
  const column = byName.get(name);
  if (column === undefined) {
    return {
      code: 'E_BACKFILL_COLUMN',
      what: `set gives "${name}", which the snapshot does not declare`,
      repair: `Declare it, or leave it out; ${suggest(name, [...byName.keys()])}`,
    };
  }
  if (column.isKey) {
    return {
      code: 'E_BACKFILL_KEY_SET',
      what: `set gives "${name}", a column of the key that the rows are gone through by`,
      repair: 'Change keys by a statement of their own.',
    };
  }
  if (typeof (value as { toSQL?: unknown } | null | undefined)?.toSQL === 'function') {
    return {
      code: 'E_BACKFILL_VALUE',
      what: `set gives SQL for "${name}"`,
      repair: 'Return values from a function; for SQL make set an object: { email: knex.raw(…) }.',
    };
  }
  return undefined;
}

function thrownFor(page: PageRow, plan: RowPlan, cause: unknown): BackfillError {
  const { where, key } = titleOf(page, plan);
  const problem: Problem = {
    code: 'E_BACKFILL_SET',
    where,
    what: `made set throw: ${messageOf(cause)}`,
    repair: 'Make set answer for this row too, or leave the row out by where.',
  };
  return new BackfillError(plan.live.title, problem, { cause, key });
}

/** Names a row by its primary key as the snapshot declares it, else by what it is found by. */
function titleOf(
  { key, row }: PageRow,
  { live, columns, key: found }: RowPlan,
): { readonly key: Fields; readonly where: string } {
  const own = live.key.map((column) => columns.find((each) => each.live === column));
  const isKnown = own.length > 0 && own.every((column) => column !== undefined);
  const shown = isKnown
    ? own.map((column) => [column?.name ?? '', row[column?.name ?? '']] as const)
    : found.map(({ name }, index) => [name, key[index]] as const);
  const text = shown.map(([name, value]) => `${name} = ${String(value)}`).join(', ');
  return { key: Object.fromEntries(shown), where: `${live.title}, row ${text}` };
}
