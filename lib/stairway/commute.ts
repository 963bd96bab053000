import { diffCatalogs } from '../catalog/diff-catalogs.ts';
import { messageOf, type Problem } from '../errors.ts';
import type { MigrationFile } from '../source/migration-file.ts';
import { buildInOrder, type Beginning, type BuildSite, type Built } from './build-in-order.ts';

export interface CommuteOptions extends BuildSite {
  /** The orders to try: each holds all migrations. */
  readonly orders: readonly (readonly MigrationFile[])[];
  /**
   * What a database holds that has applied the first of them. It is begun with where these do not run
   * on an empty database, as is the way of old projects, and where no order exchanges them.
   */
  readonly applied?: Beginning | undefined;
}

export interface Commutation {
  /** Where an order fails, or makes another schema; empty where the order does not matter. */
  readonly problems: readonly Problem[];
  /** Whether it began with a copy of what is applied. */
  readonly isCopied: boolean;
}

/**
 * Runs migrations in each of several orders, each on a throw-away database, and compares what comes of
 * it with the first. It compares the schema; rows that migrations write it does not.
 *
 * @throws DatabaseUnavailableError where no throw-away database can be had
 */
export async function commute({ orders, applied, ...site }: CommuteOptions): Promise<Commutation> {
  const [first = [], ...others] = orders;
  const common = commonLength(orders);
  let beginning: Beginning | undefined;
  let expected = await buildInOrder(first, site);
  const failsBefore = 'failedAt' in expected && expected.failedAt < common;
  if (failsBefore && applied !== undefined && applied.count <= common) {
    beginning = applied;
    expected = await buildInOrder(first, site, beginning);
  }
  const end = (problems: readonly Problem[]): Commutation => ({
    problems,
    isCopied: beginning !== undefined,
  });
  if ('failedAt' in expected) return end([migrationFails(first, expected, common)]);
  const problems: Problem[] = [];
  for (const order of others) {
    const found = await buildInOrder(order, site, beginning);
    if ('failedAt' in found) {
      problems.push(migrationFails(order, found, common));
      continue;
    }
    const differences = diffCatalogs(expected.catalog, found.catalog);
    if (differences.length > 0) problems.push(schemasDiffer(first, order, differences));
  }
  return end(problems);
}

/** How many migrations come first in all orders. */
function commonLength([first = [], ...others]: readonly (readonly MigrationFile[])[]): number {
  const at = first.findIndex((file, index) => others.some((order) => order[index] !== file));
  return at === -1 ? first.length : at;
}

function migrationFails(
  order: readonly MigrationFile[],
  { failedAt, error }: Extract<Built, { failedAt: number }>,
  common: number,
): Problem {
  const where = String(order[failedAt]?.file);
  if (failedAt < common) {
    return {
      code: 'E_MIGRATION_FAILED',
      where,
      what: `fails on an empty database, before any branch begins: ${messageOf(error)}`,
      repair:
        'Mend it, or ask a database that has applied it: with --db the orders begin with what is there.',
    };
  }
  const before = order[failedAt - 1];
  return {
    code: 'E_ORDER_MATTERS',
    where,
    what: `fails ${before === undefined ? 'as the first' : `behind ${before.file}`}: ${messageOf(error)}`,
    repair:
      'It needs what another branch brings: let it revise that one, and give it a later time.',
  };
}

function schemasDiffer(
  first: readonly MigrationFile[],
  second: readonly MigrationFile[],
  differences: readonly { readonly message: string }[],
): Problem {
  const at = first.findIndex((file, index) => file !== second[index]);
  const messages = differences.map(({ message }) => message);
  return {
    code: 'E_ORDER_MATTERS',
    where: `${first[at]?.file}, ${second[at]?.file}`,
    what: `make another schema in the other order: ${messages.slice(0, 5).join('; ')}${messages.length > 5 ? `; and ${messages.length - 5} more` : ''}`,
    repair:
      'Settle the order: let the later one revise the other, and bring databases that ran them otherwise in line by a new migration.',
  };
}
