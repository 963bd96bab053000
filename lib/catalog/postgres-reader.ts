import type { Knex } from 'knex';
import type { Catalog } from './catalog.ts';
import { onOneConnection, type Session, type TextRow } from './plain-query.ts';
import { buildGrants, buildObjects } from './postgres-catalog.ts';
import { byCatalog, CatalogMemory } from './postgres-memory.ts';
import { objectQueries } from './postgres-object-queries.ts';
import {
  catalogOf,
  hasGrants,
  isElsewhere,
  isIn,
  isRenamed,
  isRespelt,
  sequencesByOid,
  takeParts,
  type Memory,
} from './postgres-parts.ts';
import { KnownForms } from './known-forms.ts';
import { LocksQuestion } from './postgres-locks.ts';
import { queryPostgres } from './postgres-query.ts';
import { ChangesQuestion, type Answer, type Part, type Since } from './postgres-question.ts';
import type { Reach } from './reach.ts';
import { relationParts } from './postgres-relations.ts';
import { relationQueries, type RelationQueries } from './postgres-relation-queries.ts';

/**
 * Reads a PostgreSQL database, and keeps what it has read. The next reading asks which rows of the
 * system catalogs are new or gone, and then for the relations that they are of; it reads all once
 * more where something was renamed, or is spelt by columns that came or went, or where a type, a
 * function or another object that is of no relation has changed: relations may be spelt by it.
 */
export class PostgresReader {
  readonly #schemas: readonly string[] | undefined;
  readonly #question: ChangesQuestion;
  readonly #locks = new LocksQuestion();
  /** How many readings shall not go by locks, as others are at work on the server. */
  #rest = 0;
  #memory: Memory | undefined;
  /** Which rows there were; undefined before a reading that another may follow. */
  #rows: CatalogMemory | undefined;

  constructor(schemas: readonly string[] | undefined) {
    this.#schemas = schemas;
    this.#question = new ChangesQuestion(schemas, this.#locks.prepared);
  }

  /** Reads all. */
  async readAll(knex: Knex): Promise<Catalog> {
    const read = await queryPostgres(knex, {
      ...relationQueries(this.#schemas),
      ...objectQueries(this.#schemas),
    });
    this.#memory = {
      relations: relationParts(read),
      sequences: sequencesByOid(read.sequences),
      built: new Map(),
      forms: this.#memory?.forms ?? new KnownForms(),
      objects: buildObjects(read),
    };
    return catalogOf(this.#memory);
  }

  /**
   * What is asked with a COMMIT: the next reading takes its answer for its own.
   *
   * @param isRead whether that follows at once; else what the transaction has locked is kept for a later one
   * @param expect says when it is asked what the transaction has done: what its statements can change,
   *   and whether it most likely has taken away what was new before
   */
  questionBehind(
    isRead: boolean,
    expect: () => { readonly reach: Reach; readonly isUndo: boolean },
  ): {
    textFor(
      connection: object,
    ): { readonly before: string | undefined; readonly behind: string } | undefined;
    take(results: readonly unknown[], connection: object): void;
    hasFailed(error: unknown): boolean;
    readonly options: Readonly<Record<string, unknown>>;
  } {
    const { prepared } = this.#question;
    let take: (results: readonly unknown[], connection: object) => void = () => {};
    return {
      textFor: (connection) => {
        const { reach, isUndo } = expect();
        const since = this.#since(reach, isUndo);
        if (since === undefined || !prepared.every((set) => set.areKnownOn(connection))) {
          this.#locks.lose();
          return undefined;
        }
        // Statistics and publications lose what is dropped; a trigger of events may do anything.
        const isLocked = reach !== 'any' && this.#memory?.objects.others.length === 0;
        if (isLocked && this.#rest === 0 && this.#locks.isWhole) {
          const before = this.#locks.textBefore(isRead);
          take = (results) => this.#locks.pass(results);
          if (!isRead) return { before, behind: '' };
          const parts = this.#question.callsOf(since.parts);
          take = (results, on) => this.#locks.take(results, on, parts);
          return { before, behind: this.#locks.textBehind(parts) };
        }
        if (!isRead) {
          this.#locks.lose();
          return undefined;
        }
        take = (results, on) => this.#question.take(results, on);
        return { before: undefined, behind: this.#question.textFor(since) };
      },
      take: (results, connection) => take(results, connection),
      hasFailed: (error) => this.#question.areForgotten(error),
      options: this.#question.options,
    };
  }

  /** Forgets an answer that no reading has taken. */
  forgetAnswer(): void {
    this.#question.forgetAnswer();
    this.#locks.forgetAnswer();
  }

  /** Reads what has changed since the last reading, or all. */
  async readChanges(knex: Knex): Promise<Catalog> {
    try {
      const catalog = await onOneConnection(knex, (session) => this.#readChanges(session));
      return catalog ?? (await this.readAll(knex));
    } catch (error) {
      // What is known to be new was not read: the next reading asks for all.
      this.#rows = undefined;
      throw error;
    }
  }

  /** What is known; undefined where only a question for all will do. */
  #since(reach: Reach, isUndo: boolean): Since | undefined {
    const rows = this.#rows;
    const boundary = this.#memory && rows?.boundary;
    if (rows === undefined || boundary === undefined) return undefined;
    const { unlisted, newest } = rows;
    if (reach === 'rows') return { boundary, suspects: [], unlisted, parts: [] };
    // Where something is gone, most often it is what was new before: `down` takes away what `up` made.
    const suspects = isUndo ? [...new Set([...newest, ...rows.relationsOf(newest)])] : [];
    const parts = partsOf(rows);
    return { boundary, suspects, unlisted, parts };
  }

  /** @returns undefined where all must be read */
  async #readChanges(session: Session): Promise<Catalog | undefined> {
    const [rows, memory] = [this.#rows, this.#memory];
    const since = this.#since('any', true);
    const locked = this.#locks.answerOn(session.connection);
    this.#locks.forgetAll();
    if (locked !== undefined && rows !== undefined && memory !== undefined) {
      const isExpected = locked.locked.length === 0 || Object.keys(locked.parts).length > 0;
      if (isExpected && rows.takeLocked(locked)) {
        const there = new Set(locked.touched);
        const gone = locked.locked.filter((oid) => !there.has(oid) && isIn(memory, oid));
        const read = { ...noRows, ...locked.parts };
        const isThere = (oid: string): boolean => there.has(oid);
        return this.#take(session, memory, [...there, ...gone], read, isThere);
      }
      if (isExpected) this.#rest = restReadings;
    } else if (this.#rest > 0) this.#rest -= 1;
    // Before what they are of: what changes in between is read once more the next time.
    const answer = await this.#question.ask(session, since);
    const { changes, parts } = answer;
    if (since === undefined || rows === undefined || memory === undefined) {
      this.#rows = new CatalogMemory(changes);
      return undefined;
    }
    const asking = { session, rows, ...answer };
    const owned = byCatalog(parts.owned ?? []);
    const { unlisted } = rows;
    rows.list(owned);
    const touched = rows.takeNew(changes);
    if (rows.takeOthers(changes)) {
      await this.#takeGone(asking);
      return undefined;
    }
    const suspects = rows.shrunken(changes).length === 0 ? [] : asking.suspects;
    const isThere = (oid: string): boolean => rows.has(oid);
    const isKnown = (oid: string): boolean => isThere(oid) || isIn(memory, oid);
    // Of what was never listed, nobody knows whether something is gone.
    const suspected = rows.relationsOf([...suspects, ...unlisted]).filter(isKnown);
    rows.replaceOwned(suspects, owned);
    const gone = await this.#takeGone(asking);
    const oids = [...new Set([...touched, ...suspected, ...gone])];
    return this.#take(session, memory, oids, await this.#readParts(asking, oids), isThere);
  }

  /** Finds the relations and sequences that are gone, and those of which something is. */
  async #takeGone({ session, rows, changes }: Asking): Promise<string[]> {
    const touched: string[] = [];
    const take = async (names: readonly string[]): Promise<void> => {
      if (names.length === 0) return;
      const lists = await this.#question.list(session, names);
      for (const name of names) touched.push(...rows.replace(name, lists[name]?.[0]));
    };
    // What is gone with its relation is no more missed then.
    await take(rows.shrunken(changes).filter((name) => name === 'class'));
    await take(rows.shrunken(changes));
    return touched;
  }

  /**
   * Takes what was read of some relations and sequences.
   *
   * @returns undefined where all must be read
   */
  async #take(
    session: Session,
    old: Memory,
    oids: readonly string[],
    read: typeof noRows,
    isThere: (oid: string) => boolean,
  ): Promise<Catalog | undefined> {
    const fresh = { relations: relationParts(read), sequences: sequencesByOid(read.sequences) };
    if (isElsewhere(oids, isThere, old, fresh)) return undefined;
    if (isRenamed(old, fresh) || isRespelt(old, fresh)) return undefined;
    const isGranted = [old, fresh].some((of) => oids.some((oid) => hasGrants(of, oid)));
    const grants = isGranted ? await this.#readGrants(session) : old.objects.grants;
    const memory = { ...old, objects: { ...old.objects, grants } };
    takeParts(memory, fresh, oids);
    this.#memory = memory;
    return catalogOf(memory);
  }

  /** Takes the parts of relations that came with the changes, or asks for them. */
  async #readParts(
    { session, rows, covered, parts }: Asking,
    oids: readonly string[],
  ): Promise<typeof noRows> {
    const alive = oids.filter((oid) => rows.has(oid));
    const needed = partsOf(rows, alive);
    const isRead =
      oids.every((oid) => covered.has(oid)) && needed.every((part) => parts[part] !== undefined);
    if (isRead) return { ...noRows, ...parts };
    return needed.length === 0
      ? noRows
      : { ...noRows, ...(await this.#question.askParts(session, needed, alive)) };
  }

  async #readGrants(session: Session): Promise<Catalog['grants']> {
    const { grants = [] } = await this.#question.list(session, ['grants']);
    return buildGrants(grants);
  }
}

/**
 * Transactions are numbered for the whole server: where another suite works there, an answer by locks
 * is mostly for nothing, and the next costs a round trip more.
 */
const restReadings = 8;

/** What a question for relations needs. */
interface Asking extends Answer {
  readonly session: Session;
  readonly rows: CatalogMemory;
}

const noRows: Readonly<Record<Part, readonly TextRow[]>> = {
  relations: [],
  columns: [],
  constraints: [],
  indexes: [],
  sequences: [],
  triggers: [],
  policies: [],
  owned: [],
};

/** The questions that have an answer for some relations, or may have one for any. */
function partsOf(rows: CatalogMemory, oids?: readonly string[]): (keyof RelationQueries)[] {
  const isOwning = (...names: readonly string[]): boolean =>
    oids === undefined ? rows.hasAny(...names) : rows.owning(oids, ...names).length > 0;
  const sequences = oids === undefined ? 0 : rows.owning(oids, 'sequence').length;
  const isAnyRelation = oids === undefined || oids.length > sequences;
  const needed: Readonly<Record<keyof RelationQueries, boolean>> = {
    relations: isAnyRelation,
    columns: isAnyRelation,
    constraints: oids === undefined || isOwning('constraint'),
    indexes: oids === undefined || isOwning('index'),
    sequences: oids === undefined || isOwning('sequence'),
    triggers: isOwning('trigger'),
    policies: isOwning('policy', 'rule'),
  };
  return (Object.keys(needed) as (keyof RelationQueries)[]).filter((name) => needed[name]);
}
