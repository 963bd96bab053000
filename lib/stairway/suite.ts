import { isStairwayError, OptionsError } from '../errors.ts';
import type { ClimbOptions } from './climb-options.ts';
import { planClimb, type ClimbPlan, type PlannedMigration } from './climb-plan.ts';
import { Climber } from './climber.ts';
import { formatFailure } from './format-result.ts';
import { checkHistory, historyChecks } from './history.ts';
import type { HistoryResult, MigrationResult } from './report.ts';

export type {
  ClimbCheck,
  ClimbChecks,
  DataHooks,
  Seed,
  SeedResult,
  Unseeded,
} from './climb-options.ts';

/** What a suite is defined with. */
export interface StairwaySuiteOptions extends Omit<ClimbOptions, 'onEvent'> {
  /** Default `stairway`. */
  readonly title?: string;
}

/** What this file knows of mocha, so that nobody needs its types. */
interface Mocha {
  describe(title: string, body: () => void): void;
  it(title: string, body?: (this: MochaContext) => unknown): void;
  before(title: string, body: (this: MochaContext) => unknown): void;
  after(title: string, body: (this: MochaContext) => unknown): void;
}

interface MochaContext {
  readonly test?: { title: string };
  timeout(ms: number): void;
  skip(): never;
}

/** Making a database may mean pulling an image. */
const openingMs = 300_000;

/** What the checks around one step may take: readings of the catalog, a new database. */
const readingMs = 10_000;

/**
 * Defines a mocha suite: a test for each migration, up, down and up again, and one for each claim
 * about the whole history. Migrations that are left out are pending tests whose titles say why.
 *
 * @throws OptionsError for options that cannot be meant as they are written
 * @example
 * stairwaySuite({ config, database: postgres() });
 */
export function stairwaySuite(options: StairwaySuiteOptions): void {
  const { title = 'stairway' } = options;
  const { describe, it, before, after } = mochaOf();
  const plan = planOrError(options);
  if (plan instanceof Error) {
    describe(title, () => {
      it(historyChecks[0]?.title ?? '', () => fail(plan.message));
    });
    return;
  }
  describe(title, () => {
    const climber = new Climber(plan);
    before('make a throw-away database', async function () {
      this.timeout(openingMs);
      await climber.site.stage();
    });
    after('remove the throw-away database', async function () {
      this.timeout(openingMs);
      await climber.site.close();
    });
    describe('every migration goes up, down and up again', () => {
      for (const [index, planned] of plan.migrations.entries()) {
        defineMigration(it, climber, index, planned);
      }
    });
    describe('the whole history', () => {
      for (const check of historyChecks) {
        it(check.title, async function () {
          // Those that a filter has left out, all the way down, and all in one go.
          this.timeout(openingMs + 3 * plan.migrations.length * stepMs(plan));
          if (climber.position < plan.migrations.length) {
            await climber.pass(plan.migrations.length);
          }
          const result = await checkHistory(climber, check);
          if (result.skipped !== null) this.skip();
          assertOk(result);
        });
      }
    });
  });
}

function defineMigration(
  it: Mocha['it'],
  climber: Climber,
  index: number,
  planned: PlannedMigration,
): void {
  const { name } = planned.file;
  const { plan } = climber;
  if (planned.upOnly !== undefined) {
    it(`${name} (only up: ${planned.upOnly})`);
    return;
  }
  it(name, async function () {
    // Where a filter left out those before, or a new database is built, they go up once more.
    this.timeout(8 * stepMs(plan) + index * stepMs(plan));
    const result = await climber.test(index);
    assertOk(result);
    if (result.state === 'up only') {
      if (this.test !== undefined) this.test.title += ` (${result.reason})`;
      this.skip();
    }
  });
}

/** @throws OptionsError where no mocha runs */
function mochaOf(): Mocha {
  const mocha = globalThis as unknown as Partial<Mocha>;
  if (typeof mocha.describe === 'function' && typeof mocha.before === 'function') {
    return mocha as Mocha;
  }
  throw new OptionsError('stairwaySuite', [
    {
      code: 'E_MOCHA_MISSING',
      where: 'describe, it, before, after',
      what: 'are not there: no mocha runs this file',
      repair: 'Run it by mocha; elsewhere call climb of knex-stairway.',
    },
  ]);
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
