import type {
  Catalog,
  CatalogConstraint,
  CatalogFunction,
  CatalogPolicy,
  CatalogSequence,
  CatalogTable,
  CatalogTrigger,
  CatalogType,
  CatalogView,
} from '../catalog/catalog.ts';
import type { DialectName } from '../dialect/dialect.ts';
import { groupBy } from '../group-by.ts';
import { anchors, keyOf, labels } from './anchor.ts';

/** A catalog as people read it: each table with what it refers to and what refers to it. */
export interface Dictionary {
  readonly title: string;
  readonly dialect: DialectName;
  readonly tables: readonly DictionaryTable[];
  readonly references: readonly Reference[];
  readonly views: readonly DictionaryView[];
  readonly types: readonly (CatalogType & Labelled)[];
  /** Those that no column owns. */
  readonly sequences: readonly (CatalogSequence & Labelled)[];
  readonly functions: readonly (CatalogFunction & Labelled)[];
  readonly extensions: Catalog['extensions'];
}

interface Labelled {
  /** The name, with the schema where there are several. */
  readonly label: string;
}

export interface DictionaryTable extends CatalogTable, Labelled {
  /** Unique in the dictionary; the target of links. */
  readonly id: string;
  readonly keys: readonly CatalogConstraint[];
  readonly checks: readonly CatalogConstraint[];
  readonly refersTo: readonly Reference[];
  readonly referredBy: readonly Reference[];
  readonly triggers: readonly CatalogTrigger[];
  readonly policies: readonly CatalogPolicy[];
}

export interface DictionaryView extends CatalogView, Labelled {
  readonly id: string;
}

/** A foreign key, seen from either side. */
export interface Reference {
  readonly name: string | null;
  /** Ids of tables; `to` is null where the dictionary has no such table. */
  readonly from: string;
  readonly to: string | null;
  readonly fromLabel: string;
  readonly toLabel: string;
  readonly columns: readonly string[];
  readonly referredColumns: readonly string[];
  readonly onUpdate: string | null;
  readonly onDelete: string | null;
  /** Whether a row may refer to nothing. */
  readonly optional: boolean;
  /** Whether two rows may not refer to the same one. */
  readonly unique: boolean;
}

/** What a column is a part of. */
export type KeyMark = 'PK' | 'FK' | 'UQ';

/** Takes a catalog apart for a reader. The same catalog always gives the same dictionary. */
export function makeDictionary(catalog: Catalog, title = 'Data dictionary'): Dictionary {
  const relations = [...catalog.tables, ...catalog.views];
  const idOf = anchors(relations);
  const labelOf = labels(relations);
  const labelled = <T extends { readonly schema: string | null; readonly name: string }>(
    each: T,
  ): T & Labelled => ({ ...each, label: labelOf(each.schema, each.name) });
  const references = catalog.tables.flatMap((table) => referencesOf(table, idOf, labelOf));
  const outgoing = groupBy(references, ({ from }) => from);
  const incoming = groupBy(references, ({ to }) => to ?? undefined);
  const triggers = groupBy(catalog.triggers, ({ schema, table }) => keyOf(schema, table));
  const policies = groupBy(catalog.policies, ({ schema, table }) => keyOf(schema, table));
  return {
    title,
    dialect: catalog.dialect,
    references,
    tables: catalog.tables.map((table) => {
      const key = keyOf(table.schema, table.name);
      const id = idOf.get(key) ?? '';
      return {
        ...table,
        id,
        label: labelOf(table.schema, table.name),
        keys: table.constraints.filter(({ kind }) => ['pk', 'uq', 'ex'].includes(kind)),
        checks: table.constraints.filter(({ kind }) => kind === 'ck'),
        refersTo: outgoing.get(id) ?? [],
        referredBy: incoming.get(id) ?? [],
        triggers: triggers.get(key) ?? [],
        policies: policies.get(key) ?? [],
      };
    }),
    views: catalog.views.map((view) => ({
      ...view,
      id: idOf.get(keyOf(view.schema, view.name)) ?? '',
      label: labelOf(view.schema, view.name),
    })),
    types: catalog.types.map(labelled),
    sequences: catalog.sequences.filter(({ ownedBy }) => ownedBy === null).map(labelled),
    functions: catalog.functions.map(labelled),
    extensions: catalog.extensions,
  };
}

function referencesOf(
  table: CatalogTable,
  idOf: ReadonlyMap<string, string>,
  labelOf: (schema: string | null, name: string) => string,
): Reference[] {
  return table.constraints
    .filter(({ kind }) => kind === 'fk')
    .map((key) => ({
      name: key.name,
      from: idOf.get(keyOf(table.schema, table.name)) ?? '',
      to: idOf.get(keyOf(key.referredSchema, key.referredTable ?? '')) ?? null,
      fromLabel: labelOf(table.schema, table.name),
      toLabel: labelOf(key.referredSchema, key.referredTable ?? ''),
      columns: key.columns,
      referredColumns: key.referredColumns,
      onUpdate: key.onUpdate,
      onDelete: key.onDelete,
      optional: table.columns.some(({ name, nullable }) => nullable && key.columns.includes(name)),
      unique: isUnique(table, key.columns),
    }));
}

/** Whether a key or a unique index without a condition holds no other columns than these. */
function isUnique(table: CatalogTable, columns: readonly string[]): boolean {
  const sets = [
    ...table.constraints
      .filter(({ kind }) => kind === 'pk' || kind === 'uq')
      .map((constraint) => constraint.columns),
    ...table.indexes
      .filter(({ unique, predicate }) => unique && predicate === null)
      .map((index) => index.columns.map(({ column }) => column)),
  ];
  return sets.some(
    (set) => set.length > 0 && set.every((name) => name !== null && columns.includes(name)),
  );
}

/** The marks of a column, in their order; a unique index without a condition is a key, too. */
export function marksOf(
  { constraints, indexes }: Pick<CatalogTable, 'constraints' | 'indexes'>,
  column: string,
): KeyMark[] {
  const isOf = (kind: CatalogConstraint['kind']): boolean =>
    constraints.some((each) => each.kind === kind && each.columns.includes(column));
  const isIndexed = indexes.some(
    ({ unique, predicate, columns }) =>
      unique && predicate === null && columns.some((each) => each.column === column),
  );
  return [
    ...(isOf('pk') ? (['PK'] as const) : []),
    ...(isOf('fk') ? (['FK'] as const) : []),
    ...(isOf('uq') || isIndexed ? (['UQ'] as const) : []),
  ];
}

/** What stands in a column that an insert leaves out, as SQL or in words; empty for nothing. */
export function defaultOf({
  default: text,
  generated,
  identity,
}: CatalogTable['columns'][number]): string {
  if (generated !== null) return `generated: ${generated.expression}`;
  if (identity === null) return text ?? '';
  return identity.kind.startsWith('auto') ? identity.kind : `identity (${identity.kind})`;
}
