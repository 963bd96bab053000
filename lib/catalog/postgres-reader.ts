import type { Knex } from 'knex';
import type { Catalog, CatalogTable, CatalogView } from './catalog.ts';
import type { TextRow } from './plain-query.ts';
import { postgresCatalog, type ObjectRows } from './postgres-catalog.ts';
import { changesQuery, listQuery, watchedCatalogs } from './postgres-changes.ts';
import { CatalogMemory, type Changes } from './postgres-memory.ts';
import { objectQueries } from './postgres-object-queries.ts';
import { onOneConnection, PreparedQueries, type Session } from './postgres-prepared.ts';
import { queryPostgres } from './postgres-query.ts';
import {
  buildRelation,
  identityKey,
  relationParts,
  type IdentityMap,
  type RelationParts,
} from './postgres-relations.ts';
import { relationQueries, type RelationQueries } from './postgres-relation-queries.ts';
import { isTrue, textOf } from './postgres-row.ts';
import { inNeutralSession, strayingSettings } from './postgres-session.ts';
import { settleRelation } from './settle-catalog.ts';

/** What was read, by oid; what was built of it; and the rows of all else. */
interface Memory {
  readonly relations: Map<string, RelationParts>;
  readonly sequences: Map<string, TextRow>;
  readonly built: Map<string, CatalogTable | CatalogView>;
  readonly objects: Omit<ObjectRows, 'triggers' | 'policies' | 'sequences'>;
}

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
  readonly #queries: PreparedQueries<keyof RelationQueries | 'grants'>;
  #memory: Memory | undefined;
  /** Which rows there were; undefined before a reading that another may follow. */
  #rows: CatalogMemory | undefined;

  constructor(schemas: readonly string[] | undefined) {
    this.#schemas = schemas;
    const { grants } = objectQueries(schemas);
    this.#queries = new PreparedQueries('oid[]', { ...relationQueries(schemas, '$1'), grants });
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
      objects: read,
    };
    return catalogOf(this.#memory);
  }

  /** Reads what has changed since the last reading, or all. */
  async readChanges(knex: Knex): Promise<Catalog> {
    const catalog = await onOneConnection(knex, (session) => this.#readChanges(session));
    return catalog ?? this.readAll(knex);
  }

  /** @returns undefined where all must be read */
  async #readChanges(session: Session): Promise<Catalog | undefined> {
    const [rows, memory] = [this.#rows, this.#memory];
    const boundary = rows?.boundary;
    const argument = boundary === undefined ? 'null' : `'{${boundary}}'`;
    // Before what they are of: what changes in between is read once more the next time.
    const answer = await this.#changes.ask(session, ['changes'], argument);
    const changes: Changes = new Map(
      (answer['changes'] ?? []).map((row) => [textOf(row['catalog']), row]),
    );
    if (rows === undefined || memory === undefined || boundary === undefined) {
      this.#rows = new CatalogMemory(changes);
      return undefined;
    }
    const touched = rows.takeNew(changes);
    for (const oid of await this.#takeGone(session, rows, changes)) touched.add(oid);
    if (rows.takeOthers(changes)) return undefined;
    const straying = strayingSettings(textOf(changes.get('settings')?.['new']));
    return this.#readTouched({ session, rows, straying }, memory, [...touched]);
  }

  /** Finds the relations and sequences that are gone, and those of which something is. */
  async #takeGone(session: Session, rows: CatalogMemory, changes: Changes): Promise<string[]> {
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

  /** @returns undefined where all must be read */
  async #readTouched(
    { session, rows, straying }: Asking,
    old: Memory,
    oids: readonly string[],
  ): Promise<Catalog | undefined> {
    const alive = oids.filter((oid) => rows.has(oid));
    const names = partsOf(rows, alive);
    const argument = `'{${alive.join(',')}}'`;
    const ask = <Name extends keyof RelationQueries | 'grants'>(
      asked: readonly Name[],
    ): Promise<Record<Name, readonly TextRow[]>> =>
      this.#queries.ask(session, asked, argument, (calls) => inNeutralSession(calls, straying));
    const read = { ...noRows, ...(names.length === 0 ? {} : await ask(names)) };
    const fresh = { relations: relationParts(read), sequences: sequencesByOid(read.sequences) };
    if (isElsewhere(oids, rows, old, fresh) || isRenamed(old, fresh)) return undefined;
    const isGranted = [old, fresh].some((of) => oids.some((oid) => hasGrants(of, oid)));
    const grants = isGranted ? await ask(['grants']) : {};
    const memory = { ...old, objects: { ...old.objects, ...grants } };
    for (const oid of oids) {
      memory.built.delete(oid);
      for (const of of [old, fresh]) memory.built.delete(ownerOf(of.sequences.get(oid)));
      replace(memory.relations, oid, fresh.relations.get(oid));
      replace(memory.sequences, oid, fresh.sequences.get(oid));
    }
    this.#memory = memory;
    return catalogOf(memory);
  }
}

/** What a question for relations needs. */
interface Asking {
  readonly session: Session;
  readonly rows: CatalogMemory;
  readonly straying: ReturnType<typeof strayingSettings>;
}

const noRows: Readonly<Record<keyof RelationQueries, readonly TextRow[]>> = {
  relations: [],
  columns: [],
  constraints: [],
  indexes: [],
  sequences: [],
  triggers: [],
  policies: [],
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

/** Whether one is or was in a schema that is not read: others may refer to it. */
function isElsewhere(
  oids: readonly string[],
  rows: CatalogMemory,
  old: Parts,
  fresh: Parts,
): boolean {
  const isIn = ({ relations, sequences }: Parts, oid: string): boolean =>
    relations.has(oid) || sequences.has(oid);
  return oids.some((oid) => (rows.has(oid) || !isIn(old, oid)) && !isIn(fresh, oid));
}

type Parts = Pick<Memory, 'relations' | 'sequences'>;

function catalogOf({ relations, sequences, built, objects }: Memory): Catalog {
  const identities: IdentityMap = new Map(
    [...sequences.values()]
      .filter(({ bond }) => bond === 'i')
      .map((row) => [identityKey(row), row]),
  );
  for (const [oid, of] of relations) {
    if (!built.has(oid)) built.set(oid, settleRelation(buildRelation(of, relations, identities)));
  }
  const all = [...relations.values()];
  const triggers = all.flatMap((each) => each.triggers);
  const policies = all.flatMap((each) => each.policies);
  return postgresCatalog({ ...objects, sequences: [...sequences.values()], triggers, policies }, [
    ...built.values(),
  ]);
}

function sequencesByOid(rows: readonly TextRow[]): Map<string, TextRow> {
  return new Map(rows.map((row) => [textOf(row['oid']), row]));
}

/** The relation whose column a sequence numbers. */
function ownerOf(sequence: TextRow | undefined): string {
  return textOf(sequence?.['relation']);
}

function hasGrants({ relations, sequences }: Parts, oid: string): boolean {
  return [relations.get(oid)?.relation, sequences.get(oid)].some((row) => isTrue(row?.['granted']));
}

function replace<T>(map: Map<string, T>, key: string, value: T | undefined): void {
  if (value === undefined) map.delete(key);
  else map.set(key, value);
}

/** Whether a relation, a column or a sequence has another name: others may be spelt by it. */
function isRenamed(old: Parts, fresh: Parts): boolean {
  return (
    [...fresh.relations].some(([oid, { relation, columns }]) => {
      const before = old.relations.get(oid);
      if (before === undefined) return false;
      const names = new Map(before.columns.map((row) => [row['number'], row['name']]));
      return (
        nameOf(before.relation) !== nameOf(relation) ||
        columns.some(({ number, name }) => names.has(number) && names.get(number) !== name)
      );
    }) ||
    [...fresh.sequences].some(([oid, row]) => {
      const before = old.sequences.get(oid);
      return before !== undefined && nameOf(before) !== nameOf(row);
    })
  );
}

function nameOf(row: TextRow): string {
  return JSON.stringify([row['schema'], row['name']]);
}
