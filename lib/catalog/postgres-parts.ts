import type { Catalog, CatalogTable, CatalogView } from './catalog.ts';
import type { KnownForms } from './known-forms.ts';
import type { TextRow } from './plain-query.ts';
import { policyOf, sequenceOf, triggerOf, type CatalogObjects } from './postgres-catalog.ts';
import {
  buildRelation,
  identityKey,
  type IdentityMap,
  type RelationParts,
} from './postgres-relations.ts';
import { isTrue, textOf } from './postgres-row.ts';
import { settleRelation } from './settle-catalog.ts';

/** What was read, by oid; what was built of it; and all else. */
export interface Memory {
  readonly relations: Map<string, RelationParts>;
  readonly sequences: Map<string, TextRow>;
  readonly built: Map<string, CatalogTable | CatalogView>;
  /** Of what was built; what is made again has another oid. */
  readonly forms: KnownForms<CatalogTable | CatalogView>;
  readonly objects: CatalogObjects;
}

/** What was read of relations and sequences, by oid. */
export type Parts = Pick<Memory, 'relations' | 'sequences'>;

export function sequencesByOid(rows: readonly TextRow[]): Map<string, TextRow> {
  return new Map(rows.map((row) => [textOf(row['oid']), row]));
}

/** Whether one is or was in a schema that is not read: others may refer to it. */
export function isElsewhere(
  oids: readonly string[],
  isThere: (oid: string) => boolean,
  old: Parts,
  fresh: Parts,
): boolean {
  return oids.some((oid) => (isThere(oid) || !isIn(old, oid)) && !isIn(fresh, oid));
}

/** Whether one was read. */
export function isIn({ relations, sequences }: Parts, oid: string): boolean {
  return relations.has(oid) || sequences.has(oid);
}

/** Whether a relation, a column or a sequence has another name: others may be spelt by it. */
export function isRenamed(old: Parts, fresh: Parts): boolean {
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

/**
 * A definition that names the columns of a relation or a join, or joins by more than one USING: PostgreSQL
 * spells it by all columns that there are, and not only by those that it uses (set_using_names and
 * set_relation_column_names in ruleutils.c).
 */
const byAllColumns =
  /(?:\)|(?:\bFROM|\bJOIN|,)\s[\s(]*(?:ONLY )?(?:"[^"]+"|[^\s()"])+) (?:\w+|"[^"]+")\(|\bUSING \([^]*\bUSING \(/u;

/** Whether a relation has other columns, and something is spelt by all columns. */
export function isRespelt(old: Memory, fresh: Parts): boolean {
  const hasOthers = [...fresh.relations].some(([oid, { columns }]) => {
    const before = old.relations.get(oid)?.columns;
    return before !== undefined && numbersIn(before) !== numbersIn(columns);
  });
  if (!hasOthers) return false;
  const of = [...old.relations.values()];
  return [
    of.map(({ relation }) => relation),
    ...of.map(({ policies }) => policies),
    // Most keep their text as it was written.
    old.objects.functions.filter(({ definition }) => !definition.includes('\nAS ')),
  ]
    .flat()
    .some(({ definition }) => byAllColumns.test(definition ?? ''));
}

function numbersIn(columns: readonly TextRow[]): string {
  return columns.map(({ number }) => number).join(' ');
}

export function hasGrants({ relations, sequences }: Parts, oid: string): boolean {
  return [relations.get(oid)?.relation, sequences.get(oid)].some((row) => isTrue(row?.['granted']));
}

/** Takes what was read anew of some relations and sequences; what is no more there is taken out. */
export function takeParts(memory: Memory, fresh: Parts, oids: readonly string[]): void {
  for (const oid of oids) {
    memory.built.delete(oid);
    for (const of of [memory, fresh]) memory.built.delete(ownerOf(of.sequences.get(oid)));
    replace(memory.relations, oid, fresh.relations.get(oid));
    replace(memory.sequences, oid, fresh.sequences.get(oid));
  }
}

/** The relation whose column a sequence numbers. */
function ownerOf(sequence: TextRow | undefined): string {
  return textOf(sequence?.['relation']);
}

function replace<T>(map: Map<string, T>, key: string, value: T | undefined): void {
  if (value === undefined) map.delete(key);
  else map.set(key, value);
}

/** Builds what is not built, and puts all together, in no order; what has not changed is the same object. */
export function catalogOf({ relations, sequences, built, forms, objects }: Memory): Catalog {
  const rows = [...sequences.values()];
  const identities: IdentityMap = new Map(
    rows.filter(({ bond }) => bond === 'i').map((row) => [identityKey(row), row]),
  );
  for (const [oid, of] of relations) {
    if (built.has(oid)) continue;
    const relation = buildRelation(of, relations, identities);
    const settle = (): typeof relation => settleRelation(relation);
    built.set(oid, forms.recall(nameOf(of.relation), JSON.stringify(relation), settle));
  }
  const [all, parts] = [[...built.values()], [...relations.values()]];
  return {
    dialect: 'postgres',
    ...objects,
    tables: all.filter((relation) => 'constraints' in relation),
    views: all.filter((relation): relation is CatalogView => !('constraints' in relation)),
    sequences: rows.filter(({ bond }) => bond !== 'i').map(sequenceOf),
    triggers: parts.flatMap((each) => each.triggers.map(triggerOf)),
    policies: parts.flatMap((each) => each.policies.map(policyOf)),
  };
}

function nameOf(row: TextRow): string {
  return JSON.stringify([row['schema'], row['name']]);
}
