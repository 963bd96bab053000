import type { Knex } from 'knex';
import type { Catalog, CatalogTable, CatalogView } from './catalog.ts';
import type { TextRow } from './plain-query.ts';
import { postgresCatalog, type ObjectRows } from './postgres-catalog.ts';
import { changesQuery } from './postgres-changes.ts';
import { CatalogMemory, type Changes } from './postgres-memory.ts';
import { objectQueries } from './postgres-object-queries.ts';
import { PreparedQueries } from './postgres-prepared.ts';
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
import { inNeutralSession } from './postgres-session.ts';
import { settleRelation } from './settle-catalog.ts';

/** What was read, by oid; what was built of it; and the rows of all else. */
interface Memory {
  readonly relations: Map<string, RelationParts>;
  readonly sequences: Map<string, TextRow>;
  readonly built: Map<string, CatalogTable | CatalogView>;
  readonly objects: Omit<ObjectRows, 'triggers' | 'policies' | 'sequences'>;
}

const parts = [
  'relations',
  'columns',
  'constraints',
  'indexes',
  'sequences',
  'triggers',
  'policies',
] as const satisfies readonly (keyof RelationQueries)[];

/**
 * Reads a PostgreSQL database, and keeps what it has read. The next reading asks which rows of the
 * system catalogs are new or gone, and then for the relations that they are of; it reads all once
 * more where something was renamed, or where a type, a function or another object that is of no
 * relation has changed: relations may be spelt by it.
 */
export class PostgresReader {
  readonly #schemas: readonly string[] | undefined;
  readonly #changes = new PreparedQueries('xid[]', {
    changes: changesQuery(),
    alive:
      "select oid from pg_class where oid >= 16384 and relkind in ('r', 'p', 'f', 'v', 'm', 'S')",
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
    const [rows, memory] = [this.#rows, this.#memory];
    const boundary = rows?.boundary;
    // Before what they are of: what changes in between is read once more the next time.
    const changes = await this.#askChanges(knex, boundary);
    if (rows === undefined || memory === undefined || boundary === undefined) {
      this.#rows = new CatalogMemory(changes);
      return this.readAll(knex);
    }
    const isOfAll = rows.hasOtherChanges(changes);
    const touched = rows.takeNew(changes);
    if (!isOfAll && !rows.isComplete(changes)) {
      const { alive } = await this.#changes.ask(knex, ['alive'], 'null');
      const oids = new Set(alive.map(({ oid }) => textOf(oid)));
      for (const oid of rows.forgetGone(oids)) touched.add(oid);
    }
    if (isOfAll || !rows.isComplete(changes)) {
      this.#rows = new CatalogMemory(await this.#askChanges(knex, undefined));
      for (const oid of this.#rows.touchedSince(rows)) touched.add(oid);
    }
    const catalog = isOfAll ? undefined : await this.#readTouched(knex, memory, [...touched]);
    return catalog ?? this.readAll(knex);
  }

  /** @param boundary undefined for all rows there are */
  async #askChanges(knex: Knex, boundary: string | undefined): Promise<Changes> {
    const argument = boundary === undefined ? 'null' : `'{${boundary}}'`;
    const { changes } = await this.#changes.ask(knex, ['changes'], argument);
    return new Map(changes.map((row) => [textOf(row['catalog']), row]));
  }

  /** @returns undefined where all must be read */
  async #readTouched(
    knex: Knex,
    old: Memory,
    oids: readonly string[],
  ): Promise<Catalog | undefined> {
    if (oids.length === 0) return catalogOf(old);
    const argument = `'{${oids.join(',')}}'`;
    const read = await this.#queries.ask(knex, parts, argument, inNeutralSession);
    const fresh = { relations: relationParts(read), sequences: sequencesByOid(read.sequences) };
    if (this.#isElsewhere(oids, old, fresh) || isRenamed(old, fresh)) return undefined;
    const isGranted = [old, fresh].some((of) => oids.some((oid) => hasGrants(of, oid)));
    const grants = isGranted
      ? await this.#queries.ask(knex, ['grants'], argument, inNeutralSession)
      : {};
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

  /** Whether one is or was in a schema that is not read: others may refer to it. */
  #isElsewhere(oids: readonly string[], old: Parts, fresh: Parts): boolean {
    const isIn = ({ relations, sequences }: Parts, oid: string): boolean =>
      relations.has(oid) || sequences.has(oid);
    return oids.some(
      (oid) => (this.#rows?.has(oid) === true || !isIn(old, oid)) && !isIn(fresh, oid),
    );
  }
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
