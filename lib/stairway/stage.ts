import { setTimeout as sleep } from 'node:timers/promises';
import knexModule, { type Knex } from 'knex';
import { Bookkeeping } from '../bookkeeping/bookkeeping.ts';
import { runStep } from '../bookkeeping/run-step.ts';
import type { Catalog } from '../catalog/catalog.ts';
import { CatalogReader, forgetAnswer, questionBehind } from '../catalog/catalog-reader.ts';
import { readCatalog } from '../catalog/read-catalog.ts';
import { dialectOf } from '../dialect/dialect-of.ts';
import type { MigrationFile } from '../source/migration-file.ts';
import type { ThrowawayDatabase } from '../testing/throwaway.ts';
import type { ClimbPlan } from './climb-plan.ts';
import { runGuarded, type GuardedOutcome } from './guarded.ts';
import { QueryWatch } from './query-watch.ts';
import { ReachWatch } from './reach-watch.ts';

/** How long a Knex may take to close whose migration did not end. */
const closingMs = 1_000;

/** What a stage needs to know. */
type StagePlan = Pick<ClimbPlan, 'config' | 'database' | 'stepTimeoutMs'>;

/** A throw-away database on which a climb happens. */
export class Stage {
  readonly knex: Knex;
  readonly watch: QueryWatch;
  readonly #plan: StagePlan;
  readonly #database: ThrowawayDatabase;
  readonly #bookkeeping: Bookkeeping;
  readonly #reach: ReachWatch;
  readonly #reader: CatalogReader;
  #batch = 0;

  private constructor(plan: StagePlan, database: ThrowawayDatabase) {
    this.#plan = plan;
    this.#database = database;
    this.knex = knexModule(database.config);
    this.watch = new QueryWatch(this.knex);
    this.#reach = new ReachWatch(this.knex);
    this.#bookkeeping = new Bookkeeping(this.knex);
    this.#reader = new CatalogReader(this.knex);
  }

  /** Makes a database with the tables of Knex. */
  static async open(plan: StagePlan): Promise<Stage> {
    const database = await plan.database.create(plan.config);
    let stage: Stage | undefined;
    try {
      stage = new Stage(plan, database);
      await stage.#prepare();
      return stage;
    } catch (error) {
      await (stage === undefined ? database.drop() : stage.close());
      throw error;
    }
  }

  /** Where the database is, for people. */
  get where(): string {
    return this.#database.where;
  }

  /** Reads the catalog, or what has changed of it. */
  read(): Promise<Catalog> {
    return this.#reader.read();
  }

  /** Reads all of the catalog, as if for the first time. */
  readWhole(): Promise<Catalog> {
    return readCatalog(this.knex);
  }

  /**
   * Runs one step as Knex would.
   *
   * @param isRead whether a reading follows at once: what has changed is asked together with COMMIT
   */
  async run(
    item: MigrationFile,
    migration: Knex.Migration,
    direction: 'up' | 'down',
    isRead: boolean,
  ): Promise<GuardedOutcome> {
    if (direction === 'up') this.#batch += 1;
    const step = { name: item.name, item, migration, direction, batch: this.#batch };
    this.#begin();
    const question = questionBehind(this.#reader, isRead, () => ({
      reach: this.#reach.widest,
      isUndo: direction === 'down',
    }));
    const ending = question && { question };
    const outcome = await runGuarded(
      () => runStep(this.knex, this.#bookkeeping, step, { ending }),
      this.#plan.stepTimeoutMs,
    );
    if (!outcome.ok) forgetAnswer(this.#reader);
    return outcome;
  }

  /** Runs what a project does with rows. */
  async runHook(
    hook: (knex: Knex) => unknown,
    timeoutMs: number = this.#plan.stepTimeoutMs,
  ): Promise<GuardedOutcome> {
    this.#begin();
    return runGuarded(async () => hook(this.knex), timeoutMs);
  }

  /** Nothing that was noted holds any more. */
  #begin(): void {
    this.watch.clear();
    this.#reach.clear();
    forgetAnswer(this.#reader);
  }

  /** Knex makes its tables, but not their schema: that comes before all migrations. */
  async #prepare(): Promise<void> {
    const { schemaName } = this.#bookkeeping.config;
    if (schemaName !== undefined && dialectOf(this.knex)?.name === 'postgres') {
      await this.knex.schema.createSchemaIfNotExists(schemaName);
    }
    await this.#bookkeeping.ensure();
  }

  /** Closes the connections and removes the database, whatever still runs there. */
  async close(): Promise<void> {
    const closing = this.knex.destroy();
    const timer = new AbortController();
    const limit = sleep(closingMs, undefined, { signal: timer.signal }).catch(() => {});
    await Promise.race([closing, limit]);
    timer.abort();
    await this.#database.drop();
    closing.catch(() => {});
  }
}
