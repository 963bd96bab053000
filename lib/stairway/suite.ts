import { isStairwayError } from '../errors.ts';
import type { ClimbOptions } from './climb-options.ts';
import { planClimb, type ClimbPlan, type PlannedMigration } from './climb-plan.ts';
import { Climber } from './climber.ts';
import { formatFailure } from './format-result.ts';
import { checkHistory, historyChecks } from './history.ts';
import type { HistoryResult, MigrationResult } from './report.ts';
import { findTestRunner, type TestRunner } from './test-runner.ts';

export type { ClimbChecks, DataHooks, Seed, SeedResult, Unseeded } from './climb-options.ts';

/** What a suite is defined with. */
export interface StairwaySuiteOptions extends Omit<ClimbOptions, 'onProgress'> {
  /** Default `stairway`. */
  readonly title?: string;
}

/** Making a database may mean pulling an image. */
const openingMs = 300_000;

/** What the checks around one step may take: readings of the catalog, a new database. */
const readingMs = 10_000;

/**
 * Defines a suite of mocha, or of vitest with its globals: a test for each migration, up, down and up
 * again, and one for each claim about the whole history. Migrations that are left out are pending
 * tests whose titles say why.
 *
 * @throws OptionsError for options that cannot be meant as they are written, or where no runner is
 * @example
 * stairwaySuite({ config, database: sqlite() });
 */
export function stairwaySuite(options: StairwaySuiteOptions): void {
  const { title = 'stairway', ...climbOptions } = options;
  const runner = findTestRunner();
  const plan = planOrError(climbOptions);
  if (plan instanceof Error) {
    runner.describe(title, () => {
      runner.it(historyChecks[0]?.title ?? '', readingMs, () => fail(plan.message));
    });
    return;
  }
  runner.describe(title, () => {
    const climber = new Climber(plan);
    runner.before('make a throw-away database', openingMs, () => climber.site.stage());
    runner.after('remove the throw-away database', openingMs, () => climber.site.close());
    runner.describe('every migration goes up, down and up again', () => {
      for (const [index, planned] of plan.migrations.entries()) {
        defineMigration(runner, climber, index, planned);
      }
    });
    runner.describe('the whole history', () => {
      // Those that a filter has left out, all the way down, and all in one go.
      const limitMs = openingMs + 3 * plan.migrations.length * stepMs(plan);
      for (const check of historyChecks) {
        runner.it(check.title, limitMs, async (skip) => {
          if (climber.position < plan.migrations.length) {
            await climber.pass(plan.migrations.length);
          }
          const result = await checkHistory(climber, check);
          if (result.skipped !== null) skip(null);
          assertOk(result);
        });
      }
    });
  });
}

function defineMigration(
  runner: TestRunner,
  climber: Climber,
  index: number,
  planned: PlannedMigration,
): void {
  const { name } = planned.file;
  const { plan } = climber;
  if (planned.upOnly !== undefined) {
    runner.pending(`${name} (only up: ${planned.upOnly})`);
    return;
  }
  // Where a filter left out those before, or a new database is built, they go up once more.
  const limitMs = (8 + index) * stepMs(plan);
  runner.it(name, limitMs, async (skip) => {
    const result = await climber.test(index);
    assertOk(result);
    if (result.state === 'up only') skip(result.reason);
  });
}

function stepMs({ stepTimeoutMs }: ClimbPlan): number {
  return stepTimeoutMs + readingMs;
}

function assertOk(result: MigrationResult | HistoryResult): void {
  if (!result.ok) fail(formatFailure(result));
}

/** A report, not a crash: its stack would lead to this file. */
function fail(message: string): never {
  const error = new Error(message);
  error.name = 'Stairway';
  error.stack = message;
  throw error;
}

function planOrError(options: ClimbOptions): ClimbPlan | Error {
  try {
    return planClimb(options);
  } catch (error) {
    if (isStairwayError(error) && error.code === 'E_MIGRATION_FILES') return error;
    throw error;
  }
}
