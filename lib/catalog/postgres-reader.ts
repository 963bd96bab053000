import type { Knex } from 'knex';
import type { Catalog } from './catalog.ts';
import type { TextRow } from './plain-query.ts';
import { buildGrants, buildObjects } from './postgres-catalog.ts';
import { changesQuery, listQuery, ownedQuery, watchedCatalogs } from './postgres-changes.ts';
import { byCatalog, CatalogMemory, type Changes } from './postgres-memory.ts';
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
import { onOneConnection, PreparedQueries, rowsOf, type Session } from './postgres-prepared.ts';
import { asText, queryPostgres } from './postgres-query.ts';
import { relationParts } from './postgres-relations.ts';
import { relationQueries, type RelationQueries } from './postgres-relation-queries.ts';
import { textOf } from './postgres-row.ts';
import { planning, strayingSettings } from './postgres-session.ts';

/**
 * Reads a PostgreSQL database, and keeps what it has read. The next reading asks which rows of the
 * system catalogs are new or gone, and then for the relations that they are of; it reads all once
 * more where something was renamed, or where a type, a function or another object that is of no
 * relation has changed: relations may be spelt by it.
 */
export class PostgresReader {
  readonly #schemas: readonly string[] | undefined;
  /** What has changed, and by the names of the catalogs what there is. */
  readonly #changes = new PreparedQueries<string>('xid[]', {
    changes: changesQuery(),
    ...Object.fromEntries(
      Object.entries(watchedCatalogs).map(([name, catalog]) => [name, listQuery(catalog)]),
    ),
  });
  readonly #queries: PreparedQueries<Part | 'grants'>;
  #memory: Memory | undefined;
  /** Which rows there were; undefined before a reading that another may follow. */
  #rows: CatalogMemory | undefined;

  #answer: { readonly changes: Changes; readonly connection: object } | undefined;

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
      objects: buildObjects(read),
    };
    return catalogOf(this.#memory);
  }

  /**
   * The question for changes, to be asked behind a COMMIT: the next reading takes its answer for its
   * own, so it must follow at once.
   */
  readonly questionBehind = {
    options: { types: asText },
    textFor: (connection: object): string | undefined =>
      this.#changes.textFor(connection, 'changes', this.#since()),
    take: (results: readonly unknown[], connection: object): void => {
      const { changes } = rowsOf(['changes'], results);
      this.#answer = { changes: byCatalog(changes), connection };
    },
    hasFailed: (error: unknown): boolean => this.#changes.areForgotten(error),
  };

  /** Forgets an answer that no reading has taken. */
  forgetAnswer(): void {
    this.#answer = undefined;
  }

  /** Reads what has changed since the last reading, or all. */
  async readChanges(knex: Knex): Promise<Catalog> {
    const catalog = await onOneConnection(knex, (session) => this.#readChanges(session));
    return catalog ?? this.readAll(knex);
  }

  /** @returns undefined where all must be read */
  async #readChanges(session: Session): Promise<Catalog | undefined> {
    const [rows, memory] = [this.#rows, this.#memory];
    // Before what they are of: what changes in between is read once more the next time.
    const answer = this.#answer;
    this.forgetAnswer();
    const changes = answer?.changes ?? (await this.#askChanges(session));
    if (rows?.boundary === undefined || memory === undefined) {
      this.#rows = new CatalogMemory(changes);
      return undefined;
    }
    // Of another session, the answer says nothing.
    const isHere = answer === undefined || answer.connection === session.connection;
    const straying = strayingSettings(isHere ? textOf(changes.get('settings')?.['new']) : '{}');
    const asking = { session, rows, changes, straying };
    const last = rows.newest;
    const touched = rows.takeNew(changes);
    if (rows.takeOthers(changes)) {
      await this.#takeGone(asking);
      return undefined;
    }
    return this.#readTouched(asking, memory, touched, last);
  }

  async #askChanges(session: Session): Promise<Changes> {
    const { changes } = await this.#changes.ask(session, ['changes'], this.#since());
    return byCatalog(changes ?? []);
  }

  /** The argument of a question for changes. */
  #since(): string {
    const boundary = this.#rows?.boundary;
    return boundary === undefined ? 'null' : `'{${boundary}}'`;
  }

  /** Finds the relations and sequences that are gone, and those of which something is. */
  async #takeGone({ session, rows, changes }: Asking): Promise<string[]> {
    const touched: string[] = [];
    const take = async (names: readonly string[]): Promise<void> => {
      if (names.length === 0) return;
      const lists = await this.#changes.ask(session, names, 'null');
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
    { session, rows, straying }: Asking,
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
    const settings = [...straying, ...planning.forFew];
    return { ...noRows, ...(await this.#queries.ask(session, names, argument, settings)) };
  }

  async #askGrants({ session, straying }: Asking): Promise<readonly TextRow[]> {
    const settings = [...straying, ...planning.once];
    return (await this.#queries.ask(session, ['grants'], "'{}'", settings)).grants;
  }
}

/** What a question for relations needs. */
interface Asking {
  readonly session: Session;
  readonly rows: CatalogMemory;
  readonly changes: Changes;
  readonly straying: ReturnType<typeof strayingSettings>;
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
