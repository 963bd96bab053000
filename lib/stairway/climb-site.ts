import type { Catalog } from '../catalog/catalog.ts';
import { diffCatalogs } from '../catalog/diff-catalogs.ts';
import { messageOf } from '../errors.ts';
import type { ClimbPlan } from './climb-plan.ts';
import { goUpAgain, type LoadedMigration } from './go-up-again.ts';
import { problemsOfReading } from './prove-reading.ts';
import type { ClimbProblem } from './report.ts';
import { Stage } from './stage.ts';

/** What nothing comes down below, and why. */
interface Floor {
  readonly catalog: Catalog;
  readonly reason: string;
}

/** Where a climb goes on, behind a migration. */
export interface Landing {
  readonly index: number;
  /** What should be there. */
  readonly expected: Catalog;
  /** What is there; undefined where nobody knows, as something may still be running. */
  readonly now: Catalog | undefined;
  /** What is up, in order. */
  loadApplied(): Promise<readonly LoadedMigration[]>;
}

/**
 * The database of a climb, and what stands there: a new one is made where a migration left the old
 * one in a state that it should not be in.
 */
export class ClimbSite {
  /** What cheap readings missed. */
  readonly misread: ClimbProblem[] = [];
  /** The catalog behind each irreversible migration and before `from`: nothing comes down below. */
  readonly floors: Map<number, Floor> = new Map();
  readonly #plan: ClimbPlan;
  readonly #onRebuild: (index: number, reason: string) => void;
  #stage: Stage | undefined;
  #catalog: Catalog | undefined;
  #blocked: string | undefined;

  constructor(plan: ClimbPlan, onRebuild: (index: number, reason: string) => void) {
    this.#plan = plan;
    this.#onRebuild = onRebuild;
  }

  /** The database; made where there is none yet. */
  async stage(): Promise<Stage> {
    if (this.#stage === undefined) {
      this.#stage = await Stage.open(this.#plan);
      this.#catalog = await this.#stage.read();
      this.floors.set(-1, { catalog: this.#catalog, reason: '' });
    }
    return this.#stage;
  }

  /** What was there when it was last looked at. */
  get catalog(): Catalog {
    if (this.#catalog === undefined) throw new Error('there is no database yet');
    return this.#catalog;
  }

  /** Why no migration can be tested any more. */
  get blocked(): string | undefined {
    return this.#blocked;
  }

  /** Takes what is there now for what should be there. */
  async take(): Promise<Catalog> {
    this.#catalog = await (await this.stage()).read();
    return this.#catalog;
  }

  /** Goes on from what should be there; where something else is, on a new database. */
  async settle({ index, expected, now, loadApplied }: Landing): Promise<void> {
    if (now !== undefined && diffCatalogs(expected, now).length === 0) {
      this.#catalog = now;
      if (this.#isToProve(index, now)) await this.proveReading();
      return;
    }
    const reason =
      now === undefined
        ? 'something may still be running there'
        : 'the migration did not leave what it should';
    this.#onRebuild(index, reason);
    await this.close();
    try {
      await goUpAgain(await this.stage(), await loadApplied());
      await this.take();
    } catch (error) {
      this.#blocked = `no database could be built up to it: ${messageOf(error)}`;
    }
  }

  /** Reads all and compares. */
  async proveReading(): Promise<void> {
    this.misread.push(...(await problemsOfReading(await this.stage())));
  }

  async close(): Promise<void> {
    await this.#stage?.close();
    this.#stage = undefined;
  }

  /** Now and then; on MySQL each reading is a whole one. */
  #isToProve(index: number, { dialect }: Catalog): boolean {
    return (index + 1) % this.#plan.fullReadingEvery === 0 && dialect !== 'mysql';
  }
}
