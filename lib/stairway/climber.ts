import type { Knex } from 'knex';
import type { Catalog } from '../catalog/catalog.ts';
import type { ClimbEvent, MigrationResult } from './report.ts';
import { irreversibleReason, type ClimbPlan, type PlannedMigration } from './climb-plan.ts';
import { failureProblem, mendFirst } from './climb-problem.ts';
import { ClimbSite } from './climb-site.ts';
import { ConventionFindings } from './convention-findings.ts';
import type { LoadedMigration } from './go-up-again.ts';
import { runGuarded } from './guarded.ts';
import { climbStair } from './stair.ts';

/** Whether and why a migration that is not tested was left out. */
type Untested = Pick<MigrationResult, 'state' | 'reason'>;

/** Deals with one migration after the other. */
export class Climber {
  readonly plan: ClimbPlan;
  readonly findings: ConventionFindings;
  readonly site: ClimbSite;
  /** How many migrations were dealt with. */
  position: number = 0;
  readonly #onProgress: (event: ClimbEvent) => void;
  readonly #loaded = new Map<number, Knex.Migration>();
  /** Those whose `up` failed: they are passed over. */
  readonly #failed = new Set<number>();

  constructor(plan: ClimbPlan, onProgress: (event: ClimbEvent) => void = () => {}) {
    this.plan = plan;
    this.findings = new ConventionFindings(plan);
    this.#onProgress = onProgress;
    this.site = new ClimbSite(plan, (index, reason) =>
      onProgress({ type: 'rebuild', index, reason }),
    );
  }

  /** The migrations whose `up` failed, or which could not run. */
  get failed(): readonly string[] {
    return [...this.#failed].map((index) => this.plan.migrations[index]?.file.name ?? '');
  }

  /** The migrations that are up, in order. */
  get applied(): readonly number[] {
    return [...this.plan.migrations.keys()].filter(
      (index) => index < this.position && !this.#failed.has(index),
    );
  }

  /** Tests one migration; those before it that were not dealt with yet only go up. */
  async test(index: number): Promise<MigrationResult> {
    await this.pass(index);
    return this.#deal(index, undefined);
  }

  /** Lets those that no test dealt with go up, until one is reached. */
  async pass(index: number): Promise<void> {
    while (this.position < index) await this.#deal(this.position, 'its test did not run');
  }

  async load(index: number): Promise<Knex.Migration> {
    const known = this.#loaded.get(index);
    if (known !== undefined) return known;
    const { file } = this.#planned(index);
    const loaded = await this.plan.source.getMigration(file);
    this.#loaded.set(index, loaded);
    return loaded;
  }

  async #deal(index: number, passing: string | undefined): Promise<MigrationResult> {
    const start = performance.now();
    const total = this.plan.migrations.length;
    const planned = this.#planned(index);
    const { name } = planned.file;
    this.#onProgress({ type: 'migration-start', index, total, name });
    const parts = await this.#climb(index, planned, passing);
    this.position = index + 1;
    if (this.position === this.plan.from) {
      this.site.floors.set(index, { catalog: this.site.catalog, reason: 'none below is tested' });
    }
    const result: MigrationResult = Object.freeze({
      name,
      file: planned.file.file,
      revision: planned.file.revision ?? null,
      state: 'tested',
      reason: null,
      problems: [],
      steps: [],
      unseeded: [],
      ...parts,
      ok: (parts.problems ?? []).length === 0 && parts.state !== 'not run',
      durationMs: performance.now() - start,
    });
    this.#onProgress({ type: 'migration-end', index, result });
    return result;
  }

  async #climb(
    index: number,
    planned: PlannedMigration,
    passing: string | undefined,
  ): Promise<Partial<MigrationResult>> {
    const { blocked } = this.site;
    if (blocked !== undefined) {
      this.#failed.add(index);
      return { state: 'not run', reason: blocked };
    }
    const stage = await this.site.stage();
    const before = this.site.catalog;
    const loading = await runGuarded(() => this.load(index), this.plan.stepTimeoutMs);
    if (!loading.ok) {
      this.#failed.add(index);
      const work = { kind: 'files', object: planned.file.file } as const;
      return { state: 'not run', problems: [failureProblem(work, loading, stage.watch)] };
    }
    const upOnly = planned.upOnly ?? passing;
    if (upOnly !== undefined)
      return this.#goUp(index, before, { state: 'up only', reason: upOnly });

    const migration = await this.load(index);
    const irreversible = irreversibleReason(planned, migration);
    const outcome = await climbStair({
      plan: this.plan,
      stage,
      planned,
      migration,
      before,
      findings: this.findings,
      irreversible,
      broken: this.failed.at(-1),
      onStep: (step) => this.#onProgress({ type: 'step', index, step }),
    });
    if (outcome.up === undefined) this.#failed.add(index);
    const { problems, steps, unseeded } = outcome;
    await this.#settle(index, outcome.up ?? before, outcome.now);
    if (irreversible === undefined) return { problems, steps, unseeded };
    this.site.floors.set(index, { catalog: this.site.catalog, reason: irreversible });
    const reason = `it declares itself irreversible: ${irreversible}`;
    return { problems, steps, unseeded, state: 'up only', reason };
  }

  /** Only `up`, where a migration is not to be tested. */
  async #goUp(
    index: number,
    before: Catalog,
    untested: Untested,
  ): Promise<Partial<MigrationResult>> {
    const stage = await this.site.stage();
    const { file } = this.#planned(index);
    const migration = await this.load(index);
    this.#onProgress({ type: 'step', index, step: 'up' });
    const start = performance.now();
    const outcome = await stage.run(file, migration, 'up', true);
    const steps = [{ step: 'up' as const, ok: outcome.ok, durationMs: performance.now() - start }];
    if (outcome.ok) {
      this.findings.excuse(before, await this.site.take());
      return { ...untested, steps };
    }
    this.#failed.add(index);
    const repair = mendFirst(this.failed.at(-2));
    const work = { kind: 'up-failed', object: 'up', repair } as const;
    const problems = [failureProblem(work, outcome, stage.watch)];
    await this.#settle(index, before, outcome.isRunning ? undefined : await stage.read());
    return { ...untested, steps, problems };
  }

  #settle(index: number, expected: Catalog, now: Catalog | undefined): Promise<void> {
    const loadApplied = (): Promise<LoadedMigration[]> => this.#loadUpTo(index);
    return this.site.settle({ index, expected, now, loadApplied });
  }

  /** What is up, in order. */
  async #loadUpTo(index: number): Promise<LoadedMigration[]> {
    const loaded: LoadedMigration[] = [];
    for (let earlier = 0; earlier <= index; earlier += 1) {
      if (this.#failed.has(earlier)) continue;
      const planned = this.#planned(earlier);
      loaded.push({ planned, migration: await this.load(earlier) });
    }
    return loaded;
  }

  #planned(index: number): PlannedMigration {
    const planned = this.plan.migrations[index];
    if (planned === undefined) throw new RangeError(`there is no migration ${index}`);
    return planned;
  }
}
