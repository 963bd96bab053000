import type { Catalog } from '../catalog/catalog.ts';
import { diffCatalogs } from '../catalog/diff-catalogs.ts';
import { messageOf, OptionsError, type Problem } from '../errors.ts';
import type { MigrationFile } from '../source/migration-file.ts';
import { buildInOrder, type BuildSite } from '../stairway/build-in-order.ts';
import { DatabaseUnavailableError } from '../testing/unavailable.ts';

/** What came of a baseline in an empty database. */
export interface BaselineTrial {
  /** Where it was tried, for people; null where no throw-away database was to be had. */
  readonly where: string | null;
  /** Where it fails or makes something else; of what was not tried, what it would have needed. */
  readonly problems: readonly Problem[];
}

/**
 * Runs a baseline, and what is applied behind it, on a throw-away database, and compares.
 *
 * @param order the baseline, and what has run behind it
 * @param expected what the database holds that has run them
 */
export async function tryBaseline(
  order: readonly MigrationFile[],
  expected: Catalog,
  site: BuildSite,
): Promise<BaselineTrial> {
  try {
    const built = await buildInOrder(order, site);
    const { where } = built;
    if ('failedAt' in built) {
      return { where, problems: [fails(order[built.failedAt]?.file ?? '', built.error)] };
    }
    return { where, problems: diffCatalogs(expected, built.catalog).map(differs) };
  } catch (error) {
    // A server whose URL is none is not to be had either.
    if (!(error instanceof DatabaseUnavailableError || error instanceof OptionsError)) throw error;
    return { where: null, problems: error.problems };
  }
}

const tryAgain = 'and try it again: knex-stairway adopt --baseline';

function fails(file: string, error: unknown): Problem {
  return {
    code: 'E_BASELINE_FAILS',
    where: file,
    what: `does not run in an empty database: ${messageOf(error)}`,
    repair: `Mend the file (a statement that comes too early is moved down), ${tryAgain}`,
  };
}

function differs({
  object,
  message,
}: {
  readonly object: string;
  readonly message: string;
}): Problem {
  return {
    code: 'E_BASELINE_DIFFERS',
    where: object,
    what: `is not the same in a database that the baseline made: ${message}`,
    repair: `Mend the file, ${tryAgain}`,
  };
}
