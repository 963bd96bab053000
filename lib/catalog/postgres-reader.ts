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
  isRenamed,
  sequencesByOid,
  takeParts,
  type Memory,
} from './postgres-parts.ts';
import { KnownForms } from './known-forms.ts';
import { queryPostgres } from './postgres-query.ts';
import { ChangesQuestion, type Answer, type Part, type Since } from './postgres-question.ts';
import type { Reach } from './reach.ts';
import { relationParts } from './postgres-relations.ts';
import { relationQueries, type RelationQueries } from './postgres-relation-queries.ts';

/**
 * Reads a PostgreSQL database, and keeps what it has read. The next reading asks which rows of the
 * system catalogs are new or gone, and then for the relations that they are of; it reads all once
 * more where something was renamed, or where a type, a function or another object that is of no
 * relation has changed: relations may be spelt by it.
 */
export class PostgresReader {
  readonly #schemas: readonly string[] | undefined;
  readonly #question: ChangesQuestion;
  #memory: Memory | undefined;
  /** Which rows there were; undefined before a reading that another may follow. */
  #rows: CatalogMemory | undefined;

  constructor(schemas: readonly string[] | undefined) {
    this.#schemas = schemas;
    this.#question = new ChangesQuestion(schemas);
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
   * The question for changes, to be asked with a COMMIT: the next reading takes its answer for its
   * own, so it must follow at once.
   *
   * @param expect says when it is asked what the transaction has done: what its statements can change,
   *   and whether it most likely has taken away what was new before
   */
  questionBehind(expect: () => { readonly reach: Reach; readonly isUndo: boolean }): {
    textFor(
      connection: object,
    ): { readonly before: string | undefined; readonly behind: string } | undefined;
    take(results: readonly unknown[], connection: object): void;
    hasFailed(error: unknown): boolean;
    readonly options: Readonly<Record<string, unknown>>;
  } {
    return {
      textFor: (connection) => {
        const { reach, isUndo } = expect();
        const since = this.#since(reach, isUndo);
        return since && this.#question.textFor(connection, since);
      },
      take: (results, connection) => this.#question.take(results, connection),
      hasFailed: (error) => this.#question.isForgotten(error),
      options: this.#question.options,
    };
  }

  /** Forgets an answer that no reading has taken. */
  forgetAnswer(): void {
    this.#question.forgetAnswer();
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
    const [rows, memory] = [this.#rows, this.#memory];
    const boundary = rows?.boundary;
    if (rows === undefined || memory === undefined || boundary === undefined) return undefined;
    const parts: readonly Part[] = reach === 'rows' ? [] : partsOf(rows);
    // Statistics and publications lose what is dropped; a trigger of events may do anything.
    const isLocked = reach !== 'any' && memory.objects.others.length === 0;
    const withOwned: readonly Part[] = parts.length === 0 ? [] : [...parts, 'owned'];
    if (isLocked) return { boundary, isLocked, suspects: [], parts: withOwned };
    if (!isUndo || reach === 'rows') return { boundary, isLocked, suspects: [], parts };
    // Where something is gone, most often it is what was new before: `down` takes away what `up` made.
    const suspects = [...new Set([...rows.newest, ...rows.relationsOf(rows.newest)])];
    return { boundary, isLocked, suspects, parts: withOwned };
  }

  /** @returns undefined where all must be read */
  async #readChanges(session: Session): Promise<Catalog | undefined> {
    const [rows, memory] = [this.#rows, this.#memory];
    const since = this.#since('any', true);
    // Before what they are of: what changes in between is read once more the next time.
    const answer = await this.#question.ask(session, since);
    const { changes, parts } = answer;
    if (since === undefined || rows === undefined || memory === undefined) {
      this.#rows = new CatalogMemory(changes);
      return undefined;
    }
    const asking = { session, rows, ...answer };
    if (changes.has('locked')) {
      const touched = rows.takeLocked(changes, parts.owned && byCatalog(parts.owned));
      // The answer is taken: this asks anew.
      if (touched === undefined) return this.#readChanges(session);
      return this.#readTouched(asking, memory, [...touched]);
    }
    const touched = rows.takeNew(changes);
    if (rows.takeOthers(changes)) {
      await this.#takeGone(asking);
      return undefined;
    }
    const suspects = rows.shrunken(changes).length === 0 ? [] : asking.suspects;
    const suspected = rows.relationsOf(suspects);
    if (suspects.length > 0) rows.replaceOwned(suspects, byCatalog(parts.owned ?? []));
    const gone = await this.#takeGone(asking);
    return this.#readTouched(asking, memory, [...new Set([...touched, ...suspected, ...gone])]);
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
   * @param oids relations and sequences
   * @returns undefined where all must be read
   */
  async #readTouched(
    asking: Asking,
    old: Memory,
    oids: readonly string[],
  ): Promise<Catalog | undefined> {
    const { rows } = asking;
    const read = await this.#readParts(asking, oids);
    const fresh = { relations: relationParts(read), sequences: sequencesByOid(read.sequences) };
    if (isElsewhere(oids, rows, old, fresh) || isRenamed(old, fresh)) return undefined;
    const isGranted = [old, fresh].some((of) => oids.some((oid) => hasGrants(of, oid)));
    const grants = isGranted ? await this.#readGrants(asking) : old.objects.grants;
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

  async #readGrants({ session }: Asking): Promise<Catalog['grants']> {
    const { grants = [] } = await this.#question.list(session, ['grants']);
    return buildGrants(grants);
  }
}

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
    constraints: isOwning('constraint'),
    indexes: isOwning('index'),
    sequences: isOwning('sequence'),
    triggers: isOwning('trigger'),
    policies: isOwning('policy', 'rule'),
  };
  return (Object.keys(needed) as (keyof RelationQueries)[]).filter((name) => needed[name]);
}
