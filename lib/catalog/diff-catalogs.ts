import type {
  Catalog,
  CatalogColumn,
  CatalogConstraint,
  CatalogTable,
  CatalogView,
} from './catalog.ts';
import {
  changed,
  onlyAfter,
  onlyBefore,
  renamed,
  reordered,
  type Difference,
} from './difference.ts';
import type { CatalogObject, ObjectKind, Place } from './object-label.ts';
import { pairObjects, type Identity, type Pairing } from './pair-objects.ts';
import { objectKey, parentKeys, underNewName } from './parent-object.ts';

const nowhere: Place = { schema: null, name: null };

/** Lists of a catalog in the order in which they are told; parents before what is of them. */
const lists = [
  ['schemas', 'schema'],
  ['extensions', 'extension'],
  ['types', 'type'],
  ['tables', 'table'],
  ['views', 'view'],
  ['sequences', 'sequence'],
  ['functions', 'function'],
  ['triggers', 'trigger'],
  ['policies', 'policy'],
  ['grants', 'grant'],
  ['others', 'other'],
] as const satisfies readonly (readonly [keyof Catalog, ObjectKind])[];

/**
 * Lists in what two catalogs differ; nothing if and only if they are the same. What is of a table
 * that is missing or left over goes without saying, and so does a text that tells the same once
 * more (`definition`, where another property has changed).
 *
 * @example
 * const before = await readCatalog(knex);
 * await knex.schema.alterTable('user_account', (table) => table.index('email', 'by_email'));
 * const differences = diffCatalogs(before, await readCatalog(knex));
 * for (const { message } of differences) console.log(message); // index by_email on user_account is left over
 */
export function diffCatalogs(before: Catalog, after: Catalog): readonly Difference[] {
  if (before === after) return Object.freeze([]);
  const differences: Difference[] = [];
  // Objects that are in one catalog only: what is of them is not told.
  const gone = { before: new Set<string>(), after: new Set<string>() };
  const newNames = new Map<string, string>();
  for (const [list, kind] of lists) {
    if (before[list] === after[list]) continue;
    const expected =
      newNames.size === 0
        ? before[list]
        : before[list].map((item) => underNewName(item, kind, newNames));
    const pairing = pairObjects<CatalogObject>(expected, after[list], identityOf(kind));
    const isTold = (side: 'before' | 'after') => (item: CatalogObject) =>
      !parentKeys(item, kind).some((key) => gone[side].has(key));
    const told = {
      ...pairing,
      onlyBefore: pairing.onlyBefore.filter(isTold('before')),
      onlyAfter: pairing.onlyAfter.filter(isTold('after')),
    };
    differences.push(...diffPairing(told, kind, nowhere));
    if (kind === 'table' || kind === 'view') {
      for (const pair of pairing.pairs) {
        differences.push(...diffParts(pair as [CatalogTable | CatalogView, never], kind, gone));
      }
    }
    for (const [old, { name }] of pairing.renamed) newNames.set(objectKey(old, kind), name ?? '');
    for (const item of pairing.onlyBefore) gone.before.add(objectKey(item, kind));
    for (const item of pairing.onlyAfter) gone.after.add(objectKey(item, kind));
  }
  if (before.dialect !== after.dialect) {
    const database = { name: 'database', comment: null };
    differences.unshift(
      changed(database, 'schema', nowhere, 'dialect', [before.dialect, after.dialect]),
    );
  }
  return Object.freeze(differences);
}

/** Columns, constraints and indexes of a table or view. */
function diffParts(
  [before, after]: readonly [CatalogTable | CatalogView, CatalogTable | CatalogView],
  kind: 'table' | 'view',
  gone: Readonly<Record<'before' | 'after', Set<string>>>,
): Difference[] {
  const { schema, name } = before;
  const differences: Difference[] = [];
  const diffPart = (
    part: 'column' | 'constraint' | 'index',
    of: (owner: CatalogTable | CatalogView) => readonly CatalogObject[],
  ): Pairing<CatalogObject> => {
    const pairing = pairObjects(of(before), of(after), identityOf(part));
    differences.push(...diffPairing(pairing, part, before));
    return pairing;
  };
  // The columns of another view are others.
  if (!('definition' in before && before.definition !== (after as CatalogView).definition)) {
    const columns = diffPart('column', (owner) => owner.columns);
    const common = [...columns.pairs, ...columns.renamed] as [CatalogColumn, CatalogColumn][];
    const orders = [0, 1].map((side) =>
      common
        .toSorted((a, b) => (a[side]?.position ?? 0) - (b[side]?.position ?? 0))
        .map(([column]) => column.name),
    );
    const [orderBefore = [], orderAfter = []] = orders;
    if (orderBefore.join('\0') !== orderAfter.join('\0')) {
      differences.push(reordered(before, kind, orderBefore, orderAfter));
    }
    for (const side of ['before', 'after'] as const) {
      const only = side === 'before' ? columns.onlyBefore : columns.onlyAfter;
      for (const column of only) {
        gone[side].add(JSON.stringify(['column', schema, `${name}.${column.name}`]));
      }
    }
  }
  diffPart('constraint', (owner) => ('constraints' in owner ? owner.constraints : []));
  diffPart('index', (owner) => owner.indexes);
  return differences;
}

function diffPairing(
  pairing: Pairing<CatalogObject>,
  kind: ObjectKind,
  owner: Place,
): Difference[] {
  return [
    ...pairing.onlyBefore.map((item) => onlyBefore(item, kind, owner)),
    ...pairing.onlyAfter.map((item) => onlyAfter(item, kind, owner)),
    ...pairing.renamed.map((pair) => renamed(pair, kind, owner)),
    ...pairing.pairs.flatMap((pair) => diffProperties(pair, kind, owner)),
  ];
}

/** Lists with names of their own, and places in a list: both are told otherwise. */
const untold = new Set(['position', 'constraints', 'indexes']);

function diffProperties(
  [before, after]: readonly [CatalogObject, CatalogObject],
  kind: ObjectKind,
  owner: Place,
): Difference[] {
  const a: Readonly<Record<string, unknown>> = { ...before };
  const b: Readonly<Record<string, unknown>> = { ...after };
  const properties = [...new Set([...Object.keys(a), ...Object.keys(b)])]
    .filter(
      (key) => !untold.has(key) && !(key === 'columns' && (kind === 'table' || kind === 'view')),
    )
    .filter((key) => a[key] !== b[key] && JSON.stringify(a[key]) !== JSON.stringify(b[key]));
  const isDerived = kind === 'constraint' || kind === 'index';
  return properties
    .filter((key) => !(isDerived && key === 'definition' && properties.length > 1))
    .map((key) => changed(before, kind, owner, key, [a[key], b[key]]));
}

function identityOf(kind: ObjectKind): Identity<CatalogObject> {
  return {
    keyOf: (item) => {
      if (kind === 'grant') return JSON.stringify(item);
      return item.name === null ? undefined : objectKey(item, kind);
    },
    looseKeyOf: (item) => {
      const { kind: own, columns } = item as CatalogConstraint;
      return JSON.stringify([own, columns]);
    },
  };
}
