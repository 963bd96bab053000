import type { Knex } from 'knex';
import type { Catalog, CatalogTable, CatalogView } from './catalog.ts';
import type { TextRow } from './plain-query.ts';
import { postgresCatalog, type ObjectRows } from './postgres-catalog.ts';
import { objectQueries } from './postgres-object-queries.ts';
import { queryPostgres, queryVersions } from './postgres-query.ts';
import {
  buildRelation,
  identityKey,
  relationParts,
  type IdentityMap,
  type RelationParts,
} from './postgres-relations.ts';
import { relationQueries, type RelationQueries } from './postgres-relation-queries.ts';
import { textOf } from './postgres-row.ts';
import { objectGroup, sequenceGroup, versionsQuery } from './postgres-versions.ts';
import { settleRelation } from './settle-catalog.ts';

/** Version and number of privileges by relation or group. */
type Versions = ReadonlyMap<string, TextRow>;

type Rows = Readonly<Record<Exclude<keyof RelationQueries, 'sequences'>, readonly TextRow[]>>;

/** What was read: rows by relation, what was built of them, and the rows of all else. */
interface Memory {
  readonly versions: Versions;
  readonly relations: Map<string, RelationParts>;
  readonly built: Map<string, CatalogTable | CatalogView>;
  objects: Omit<ObjectRows, 'triggers' | 'policies'>;
}

/**
 * Reads a PostgreSQL database, and keeps what it has read. The next reading asks for the versions of
 * the rows in the system catalogs first, and then for the relations whose rows have others; it reads
 * all once more where something was renamed, or where a type, a function or another object that is
 * of no relation has changed: relations may be spelt by it.
 */
export class PostgresReader {
  readonly #schemas: readonly string[] | undefined;
  #memory: Memory | undefined;

  constructor(schemas: readonly string[] | undefined) {
    this.#schemas = schemas;
  }

  /** Reads all. */
  async readAll(knex: Knex, versions: Versions = new Map()): Promise<Catalog> {
    const rows = await queryPostgres(knex, {
      ...relationQueries(this.#schemas),
      ...objectQueries(this.#schemas),
    });
    const relations = relationParts(rows);
    const memory: Memory = { versions, relations, built: new Map(), objects: rows };
    this.#memory = memory;
    return catalogOf(memory);
  }

  /** Reads what has changed since the last reading, or all. */
  async readChanges(knex: Knex): Promise<Catalog> {
    // Before what they are of: what changes in between is read once more the next time.
    const rows = await queryVersions(knex, versionsQuery());
    const versions = new Map(rows.map((row) => [textOf(row['relation']), row]));
    const old = this.#memory;
    if (old === undefined || isChanged(objectGroup, old.versions, versions)) {
      return this.readAll(knex, versions);
    }
    const touched = [...new Set([...old.versions.keys(), ...versions.keys()])].filter((relation) =>
      isChanged(relation, old.versions, versions),
    );
    if (touched.length === 0) return catalogOf(old);
    const hasGrants = touched.some((relation) =>
      [old.versions, versions].some((each) => Number(each.get(relation)?.['grants'] ?? 0) > 0),
    );
    const oids = touched.filter((relation) => relation !== sequenceGroup);
    const { sequences, ...queries } = relationQueries(this.#schemas, oids);
    const asked: Readonly<Record<string, string>> = {
      ...queries,
      ...(touched.includes(sequenceGroup) && { sequences }),
      ...(hasGrants && { grants: objectQueries(this.#schemas).grants }),
    };
    const read = (await queryPostgres(knex, asked)) as Rows & Partial<ObjectRows>;
    const objects = { ...old.objects, ...read };
    const fresh = relationParts(read);
    // One that is or was in a schema that is not read: others may refer to it.
    const isElsewhere = oids.some(
      (oid) =>
        (versions.has(oid) && !fresh.has(oid)) ||
        (old.versions.has(oid) && !old.relations.has(oid)),
    );
    if (isElsewhere || isRenamed(old, fresh, objects.sequences)) {
      return this.readAll(knex, versions);
    }
    const memory: Memory = { versions, relations: old.relations, built: old.built, objects };
    for (const oid of oids) {
      memory.built.delete(oid);
      const parts = fresh.get(oid);
      if (parts === undefined) memory.relations.delete(oid);
      else memory.relations.set(oid, parts);
    }
    forgetIdentities(old, objects.sequences, memory.built);
    this.#memory = memory;
    return catalogOf(memory);
  }
}

function catalogOf({ relations, built, objects }: Memory): Catalog {
  const identities = identitiesOf(objects.sequences);
  for (const [oid, parts] of relations) {
    if (!built.has(oid))
      built.set(oid, settleRelation(buildRelation(parts, relations, identities)));
  }
  const parts = [...relations.values()];
  const triggers = parts.flatMap((each) => each.triggers);
  const policies = parts.flatMap((each) => each.policies);
  return postgresCatalog({ ...objects, triggers, policies }, [...built.values()]);
}

function isChanged(relation: string, before: Versions, after: Versions): boolean {
  return before.get(relation)?.['version'] !== after.get(relation)?.['version'];
}

/** Whether a relation, a column or a sequence has another name: others may be spelt by it. */
function isRenamed(
  old: Memory,
  fresh: ReadonlyMap<string, RelationParts>,
  sequences: readonly TextRow[],
): boolean {
  for (const [oid, { relation, columns }] of fresh) {
    const before = old.relations.get(oid);
    if (before === undefined) continue;
    const isSame = (['schema', 'name'] as const).every(
      (key) => before.relation[key] === relation[key],
    );
    const names = new Map(before.columns.map((row) => [row['number'], row['name']]));
    const isColumnSame = columns.every(
      (row) =>
        !names.has(row['number'] ?? null) || names.get(row['number'] ?? null) === row['name'],
    );
    if (!isSame || !isColumnSame) return true;
  }
  const names = new Map(old.objects.sequences.map((row) => [row['oid'], nameOf(row)]));
  return sequences.some((row) => names.has(row['oid']) && names.get(row['oid']) !== nameOf(row));
}

function nameOf(row: TextRow): string {
  return JSON.stringify([row['schema'], row['name']]);
}

function identitiesOf(sequences: readonly TextRow[]): IdentityMap {
  return new Map(
    sequences.filter(({ bond }) => bond === 'i').map((row) => [identityKey(row), row]),
  );
}

/** A table is built once more where the sequence of one of its columns has changed. */
function forgetIdentities(
  old: Memory,
  sequences: readonly TextRow[],
  built: Map<string, unknown>,
): void {
  if (old.objects.sequences === sequences) return;
  const before = identitiesOf(old.objects.sequences);
  const after = identitiesOf(sequences);
  for (const key of new Set([...before.keys(), ...after.keys()])) {
    if (JSON.stringify(before.get(key)) === JSON.stringify(after.get(key))) continue;
    built.delete((after.get(key) ?? before.get(key))?.['relation'] ?? '');
  }
}
