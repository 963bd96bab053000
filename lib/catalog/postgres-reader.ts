import type { Knex } from 'knex';
import type { Catalog } from './catalog.ts';
import { onOneConnection, type Session, type TextRow } from './plain-query.ts';
import { buildGrants, buildObjects } from './postgres-catalog.ts';
import { ownedQuery } from './postgres-changes.ts';
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
import { PreparedQueries } from './postgres-prepared.ts';
import { KnownForms } from './known-forms.ts';
import { queryPostgres } from './postgres-query.ts';
import { ChangesQuestion, type Answer } from './postgres-question.ts';
import { relationParts } from './postgres-relations.ts';
import { relationQueries, type RelationQueries } from './postgres-relation-queries.ts';
import { planning } from './postgres-session.ts';

/**
 * Reads a PostgreSQL database, and keeps what it has read. The next reading asks which rows of the
 * system catalogs are new or gone, and then for the relations that they are of; it reads all once
 * more where something was renamed, or where a type, a function or another object that is of no
 * relation has changed: relations may be spelt by it.
 */
export class PostgresReader {
  readonly #schemas: readonly string[] | undefined;
  readonly #question = new ChangesQuestion();
  readonly #queries: PreparedQueries<Part | 'grants'>;
  #memory: Memory | undefined;
  /** Which rows there were; undefined before a reading that another may follow. */
  #rows: CatalogMemory | undefined;

  constructor(schemas: readonly string[] | undefined) {
    this.#schemas = schemas;
    const { grants } = objectQueries(schemas);
    this.#queries = new PreparedQueries('oid[]', {
      ...relationQueries(schemas, '$1'),
      owned: ownedQuery(),
      grants,
    });
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
   * The question for changes, to be asked behind a COMMIT: the next reading takes its answer for its
   * own, so it must follow at once.
   */
  get questionBehind(): {
    textFor(connection: object): string | undefined;
    take(results: readonly unknown[], connection: object): void;
    hasFailed(error: unknown): boolean;
    readonly options: Readonly<Record<string, unknown>>;
  } {
    return {
      textFor: (connection) => this.#question.textFor(connection, this.#rows?.boundary),
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

  /** @returns undefined where all must be read */
  async #readChanges(session: Session): Promise<Catalog | undefined> {
    const [rows, memory] = [this.#rows, this.#memory];
    // Before what they are of: what changes in between is read once more the next time.
    const answer = await this.#question.ask(session, rows?.boundary);
    const { changes } = answer;
    if (rows?.boundary === undefined || memory === undefined) {
      this.#rows = new CatalogMemory(changes);
      return undefined;
    }
    const asking = { session, rows, ...answer };
    const last = rows.newest;
    const touched = rows.takeNew(changes);
    if (rows.takeOthers(changes)) {
      await this.#takeGone(asking);
      return undefined;
    }
    return this.#readTouched(asking, memory, touched, last);
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
   * @param touched relations and sequences
   * @param last owners of what was new before: where something is gone, most often it is that, as
   *   `down` takes away what `up` made
   * @returns undefined where all must be read
   */
  async #readTouched(
    asking: Asking,
    old: Memory,
    touched: Iterable<string>,
    last: readonly string[],
  ): Promise<Catalog | undefined> {
    const { rows, changes } = asking;
    const suspects = rows.shrunken(changes).length === 0 ? [] : last;
    let oids = [...new Set([...touched, ...rows.relationsOf(suspects)])];
    let read = await this.#ask(asking, oids, suspects);
    rows.replaceOwned(suspects, byCatalog(read.owned));
    const gone = await this.#takeGone(asking);
    if (gone.length > 0) {
      oids = [...new Set([...oids, ...gone])];
      read = await this.#ask(asking, oids, []);
    }
    const fresh = { relations: relationParts(read), sequences: sequencesByOid(read.sequences) };
    if (isElsewhere(oids, rows, old, fresh) || isRenamed(old, fresh)) return undefined;
    const isGranted = [old, fresh].some((of) => oids.some((oid) => hasGrants(of, oid)));
    const grants = isGranted ? buildGrants(await this.#askGrants(asking)) : old.objects.grants;
    const memory = { ...old, objects: { ...old.objects, grants } };
    takeParts(memory, fresh, oids);
    this.#memory = memory;
    return catalogOf(memory);
  }

  /** Asks for the parts of relations, and for the rows of owners. */
  async #ask(
    { session, rows, straying, isAlone }: Asking,
    oids: readonly string[],
    owners: readonly string[],
  ): Promise<typeof noRows> {
    const alive = oids.filter((oid) => rows.has(oid));
    const names: Part[] = [
      ...partsOf(rows, alive),
      ...(owners.length > 0 ? ['owned' as const] : []),
    ];
    if (names.length === 0) return noRows;
    const argument = `'{${[...new Set([...alive, ...owners])].join(',')}}'`;
    const set = { settings: [...straying, ...planning.forFew], isAlone };
    return { ...noRows, ...(await this.#queries.ask(session, names, argument, set)) };
  }

  async #askGrants({ session, straying }: Asking): Promise<readonly TextRow[]> {
    const set = { settings: [...straying, ...planning.once] };
    return (await this.#queries.ask(session, ['grants'], "'{}'", set)).grants;
  }
}

/** What a question for relations needs. */
interface Asking extends Answer {
  readonly session: Session;
  readonly rows: CatalogMemory;
}

type Part = keyof RelationQueries | 'owned';

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

/** The questions that have an answer for some relations. */
function partsOf(rows: CatalogMemory, oids: readonly string[]): (keyof RelationQueries)[] {
  const isOwning = (...names: readonly string[]): boolean => rows.owning(oids, ...names).length > 0;
  const sequences = rows.owning(oids, 'sequence').length;
  const needed: Readonly<Record<keyof RelationQueries, boolean>> = {
    relations: oids.length > sequences,
    columns: oids.length > sequences,
    constraints: isOwning('constraint'),
    indexes: isOwning('index'),
    sequences: sequences > 0,
    triggers: isOwning('trigger'),
    policies: isOwning('policy', 'rule'),
  };
  return (Object.keys(needed) as (keyof RelationQueries)[]).filter((name) => needed[name]);
}
