import type { Knex } from 'knex';
import type { Catalog } from '../catalog/catalog.ts';
import { diffCatalogs } from '../catalog/diff-catalogs.ts';
import type { Difference } from '../catalog/difference.ts';
import type { ClimbPlan, PlannedMigration } from './climb-plan.ts';
import {
  failureProblem,
  findingProblem,
  mendFirst,
  repeatProblem,
  traceProblem,
} from './climb-problem.ts';
import type { ConventionFindings } from './convention-findings.ts';
import type { GuardedOutcome } from './guarded.ts';
import type { ClimbProblem, StepName, StepResult } from './report.ts';
import { lostRows, readRows } from './row-digest.ts';
import type { Stage } from './stage.ts';

/** What one migration is tested with. */
export interface StairSetting {
  readonly plan: ClimbPlan;
  readonly stage: Stage;
  readonly planned: PlannedMigration;
  readonly migration: Knex.Migration;
  /** As it is before `up`. */
  readonly before: Catalog;
  readonly findings: ConventionFindings;
  /** Why it cannot be undone; undefined where it can. */
  readonly irreversible: string | undefined;
  /** A migration whose `up` failed before. */
  readonly broken: string | undefined;
  readonly onStep: (step: StepName) => void;
}

/** Where a migration was left. */
export interface StairOutcome {
  readonly problems: readonly ClimbProblem[];
  readonly steps: readonly StepResult[];
  readonly unseeded: readonly string[];
  /** What the first `up` made; undefined where it failed. */
  readonly up: Catalog | undefined;
  /** The catalog as it is now; undefined where nobody knows, as something may still be running. */
  readonly now: Catalog | undefined;
}

const leftByDown = 'Mend down first: this up meets what down left.';

/** Takes one migration up, down and up again. */
export async function climbStair(setting: StairSetting): Promise<StairOutcome> {
  return new Stair(setting).climb();
}

class Stair {
  readonly #setting: StairSetting;
  readonly #problems: ClimbProblem[] = [];
  readonly #steps: StepResult[] = [];
  #unseeded: readonly string[] = [];
  #isLost = false;

  constructor(setting: StairSetting) {
    this.#setting = setting;
  }

  async climb(): Promise<StairOutcome> {
    const { plan, stage, planned, before, findings, irreversible } = this.#setting;
    const { file, data } = planned;
    await this.#seed();
    await this.#hook('before', data.before);
    const rows = plan.checks.rows ? await readRows(stage.knex, before) : undefined;

    if (!(await this.#step('up', true))) return this.#end(undefined, await this.#readUnlessLost());
    const up = await stage.read();
    for (const finding of findings.broughtBy(file, before, up)) {
      this.#problems.push(findingProblem(finding));
    }
    await this.#hook('afterUp', data.afterUp);
    if (irreversible !== undefined) return this.#end(up, up);

    if (!(await this.#step('down', plan.checks.trace)))
      return this.#end(up, await this.#readUnlessLost());
    if (plan.checks.trace) {
      const down = await stage.read();
      for (const difference of this.#differences(before, down)) {
        this.#problems.push(traceProblem(difference));
      }
    }
    if (rows !== undefined) {
      this.#problems.push(...lostRows(rows, await readRows(stage.knex, before, rows)));
    }
    await this.#hook('afterDown', data.afterDown);

    if (!(await this.#step('second up', plan.checks.repeatable)))
      return this.#end(up, await this.#readUnlessLost());
    // Unread, it is taken for what the first made.
    const again = plan.checks.repeatable ? await stage.read() : up;
    for (const difference of this.#differences(up, again)) {
      this.#problems.push(repeatProblem(difference));
    }
    await this.#hook('afterUp', data.afterUp);
    return this.#end(up, again);
  }

  async #step(step: StepName, isRead: boolean): Promise<boolean> {
    const { stage, planned, migration, broken, onStep } = this.#setting;
    onStep(step);
    const start = performance.now();
    const direction = step === 'down' ? 'down' : 'up';
    const outcome = await stage.run(planned.file, migration, direction, isRead);
    this.#steps.push({ step, ok: outcome.ok, durationMs: performance.now() - start });
    const kind = (
      { up: 'up-failed', down: 'down-failed', 'second up': 'second-up-failed' } as const
    )[step];
    const hasTrace = this.#problems.some((problem) => problem.kind === 'trace');
    this.#note(
      kind,
      step,
      outcome,
      step === 'second up' && hasTrace ? leftByDown : mendFirst(broken),
    );
    return outcome.ok;
  }

  async #hook(
    name: 'before' | 'afterUp' | 'afterDown',
    hook: ((knex: Knex) => unknown) | undefined,
  ): Promise<void> {
    if (hook === undefined || this.#isLost) return;
    this.#note('hook-failed', `data.${name}`, await this.#setting.stage.runHook(hook));
  }

  async #seed(): Promise<void> {
    const { plan, stage, before } = this.#setting;
    const { seed } = plan;
    if (seed === undefined) return;
    const outcome = await stage.runHook(async (knex) => {
      const { unseeded } = await seed(knex, before);
      this.#unseeded = unseeded.map(({ schema, table, reason }) =>
        schema === null || schema === 'public'
          ? `${table}: ${reason}`
          : `${schema}.${table}: ${reason}`,
      );
    });
    this.#note('seed-failed', 'seed', outcome);
  }

  #note(
    kind: ClimbProblem['kind'],
    object: string,
    outcome: GuardedOutcome,
    repair?: string,
  ): void {
    if (outcome.ok) return;
    if (outcome.isRunning) this.#isLost = true;
    this.#problems.push(
      failureProblem({ kind, object, repair }, outcome, this.#setting.stage.watch),
    );
  }

  #differences(before: Catalog, after: Catalog): Difference[] {
    const { order } = this.#setting.plan.checks;
    return diffCatalogs(before, after).filter(({ kind }) => order || kind !== 'reordered');
  }

  async #readUnlessLost(): Promise<Catalog | undefined> {
    return this.#isLost ? undefined : this.#setting.stage.read();
  }

  #end(up: Catalog | undefined, now: Catalog | undefined): StairOutcome {
    return {
      problems: this.#problems,
      steps: this.#steps,
      unseeded: this.#unseeded,
      up,
      now: this.#isLost ? undefined : now,
    };
  }
}
