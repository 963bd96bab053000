import type { Knex } from 'knex';
import type { Catalog } from '../catalog/catalog.ts';
import { diffCatalogs } from '../catalog/diff-catalogs.ts';
import { messageOf } from '../errors.ts';
import type { ClimbEvent, ClimbProblem, MigrationResult } from './report.ts';
import { irreversibleReason, type ClimbPlan, type PlannedMigration } from './climb-plan.ts';
import { failureProblem, mendFirst } from './climb-problem.ts';
import { ConventionFindings } from './convention-findings.ts';
import { goUpAgain, type LoadedMigration } from './go-up-again.ts';
import { runGuarded } from './guarded.ts';
import { problemsOfReading } from './prove-reading.ts';
import { Stage } from './stage.ts';
import { climbStair } from './stair.ts';

/** Whether and why a migration that is not tested was left out. */
type Untested = Pick<MigrationResult, 'state' | 'reason'>;

/** What nothing comes down below, and why. */
interface Floor {
  readonly catalog: Catalog;
  readonly reason: string;
}

/**
 * Climbs one migration after the other on one database, and makes a new one where a migration left
 * the old one in a state that it should not be in.
 */
export class Climber {
  readonly plan: ClimbPlan;
  readonly findings: ConventionFindings;
  /** What cheap readings missed. */
  readonly misread: ClimbProblem[] = [];
  /** How many migrations were dealt with. */
  position: number = 0;
  readonly #onEvent: (event: ClimbEvent) => void;
  readonly #loaded = new Map<number, Knex.Migration>();
  /** Those whose `up` failed: they are passed over. */
  readonly #failed = new Set<number>();
  /** The catalog behind each irreversible migration and before `from`: nothing comes down below. */
  readonly floors: Map<number, Floor> = new Map();
  #stage: Stage | undefined;
  #catalog: Catalog | undefined;
  /** Why no migration can be tested any more. */
  #blocked: string | undefined;

  constructor(plan: ClimbPlan, onEvent: (event: ClimbEvent) => void = () => {}) {
    this.plan = plan;
    this.findings = new ConventionFindings(plan);
    this.#onEvent = onEvent;
  }

  /** The database; made where there is none yet. */
  async stage(): Promise<Stage> {
    if (this.#stage === undefined) {
      this.#stage = await Stage.open(this.plan);
      this.#catalog = await this.#stage.read();
      this.floors.set(-1, { catalog: this.#catalog, reason: '' });
    }
    return this.#stage;
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

  get blocked(): string | undefined {
    return this.#blocked;
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

  async close(): Promise<void> {
    await this.#stage?.close();
    this.#stage = undefined;
  }

  async #deal(index: number, passing: string | undefined): Promise<MigrationResult> {
    const start = performance.now();
    const total = this.plan.migrations.length;
    const planned = this.#planned(index);
    const { name } = planned.file;
    this.#onEvent({ type: 'migration-start', index, total, name });
    const parts = await this.#climb(index, planned, passing);
    this.position = index + 1;
    if (this.position === this.plan.from) {
      this.floors.set(index, { catalog: this.#catalog as Catalog, reason: 'none below is tested' });
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
      ms: performance.now() - start,
    });
    this.#onEvent({ type: 'migration-end', index, result });
    return result;
  }

  async #climb(
    index: number,
    planned: PlannedMigration,
    passing: string | undefined,
  ): Promise<Partial<MigrationResult>> {
    if (this.#blocked !== undefined) return this.#notRun(index, this.#blocked);
    const stage = await this.stage();
    const before = this.#catalog as Catalog;
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
      onStep: (step) => this.#onEvent({ type: 'step', index, step }),
    });
    if (outcome.up === undefined) this.#failed.add(index);
    const { problems, steps, unseeded } = outcome;
    await this.#settle(index, outcome.up ?? before, outcome.now);
    if (irreversible === undefined) return { problems, steps, unseeded };
    this.floors.set(index, { catalog: this.#catalog as Catalog, reason: irreversible });
    const reason = `it declares itself irreversible: ${irreversible}`;
    return { problems, steps, unseeded, state: 'up only', reason };
  }

  /** Only `up`, where a migration is not to be tested. */
  async #goUp(
    index: number,
    before: Catalog,
    untested: Untested,
  ): Promise<Partial<MigrationResult>> {
    const stage = await this.stage();
    const { file } = this.#planned(index);
    const migration = await this.load(index);
    this.#onEvent({ type: 'step', index, step: 'up' });
    const start = performance.now();
    const outcome = await stage.run(file, migration, 'up', true);
    const steps = [{ step: 'up' as const, ok: outcome.ok, ms: performance.now() - start }];
    if (outcome.ok) {
      this.#catalog = await stage.read();
      this.findings.excuse(before, this.#catalog);
      return { ...untested, steps };
    }
    this.#failed.add(index);
    const repair = mendFirst(this.failed.at(-2));
    const work = { kind: 'up-failed', object: 'up', repair } as const;
    const problems = [failureProblem(work, outcome, stage.watch)];
    await this.#settle(index, before, outcome.isRunning ? undefined : await stage.read());
    return { ...untested, steps, problems };
  }

  /** Goes on from what should be there; where something else is, on a new database. */
  async #settle(index: number, expected: Catalog, now: Catalog | undefined): Promise<void> {
    if (now !== undefined && diffCatalogs(expected, now).length === 0) {
      this.#catalog = now;
      await this.#proveReading(index, now);
      return;
    }
    const reason =
      now === undefined
        ? 'something may still be running there'
        : 'the migration did not leave what it should';
    this.#onEvent({ type: 'rebuild', index, reason });
    await this.close();
    try {
      const stage = await this.stage();
      await goUpAgain(stage, await this.#loadUpTo(index));
      this.#catalog = await stage.read();
    } catch (error) {
      this.#blocked = `no database could be built up to it: ${messageOf(error)}`;
    }
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

  /** Now and then, reads all and compares. */
  async #proveReading(index: number, cheap: Catalog): Promise<void> {
    if ((index + 1) % this.plan.fullReadingEvery !== 0 || cheap.dialect === 'mysql') return;
    await this.proveReading();
  }

  async proveReading(): Promise<void> {
    this.misread.push(...(await problemsOfReading(await this.stage())));
  }

  #notRun(index: number, reason: string): Partial<MigrationResult> {
    this.#failed.add(index);
    return { state: 'not run', reason };
  }

  #planned(index: number): PlannedMigration {
    const planned = this.plan.migrations[index];
    if (planned === undefined) throw new RangeError(`there is no migration ${index}`);
    return planned;
  }
}
