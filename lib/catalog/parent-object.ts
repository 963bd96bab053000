import type {
  CatalogConstraint,
  CatalogFunction,
  CatalogGrant,
  CatalogPolicy,
  CatalogSequence,
  CatalogTrigger,
} from './catalog.ts';
import type { CatalogObject, ObjectKind } from './object-label.ts';

/** What names an object within its list, or within its table. */
export function objectKey(item: CatalogObject, kind: ObjectKind): string {
  // An extension is in the database once, whatever schema holds what it brought.
  const schema = 'schema' in item && kind !== 'extension' ? item.schema : null;
  if (kind === 'function') {
    const { name, arguments: types } = item as CatalogFunction;
    return JSON.stringify([kind, schema, `${name}(${types})`]);
  }
  if (kind === 'trigger' || kind === 'policy') {
    const { table, name } = item as CatalogTrigger | CatalogPolicy;
    return JSON.stringify([kind, schema, table, name]);
  }
  // A constraint that became one of another kind is another.
  const own = kind === 'constraint' || kind === 'other' ? (item as CatalogConstraint).kind : '';
  return JSON.stringify([kind, schema, `${own}${item.name}`]);
}

/** What an object comes and goes with. */
export function parentKeys(item: CatalogObject, kind: ObjectKind): string[] {
  if (kind === 'trigger' || kind === 'policy') {
    const { schema, table } = item as CatalogTrigger | CatalogPolicy;
    return [JSON.stringify(['table', schema, table]), JSON.stringify(['view', schema, table])];
  }
  if (kind === 'sequence') {
    const { ownedBy } = item as CatalogSequence;
    if (ownedBy === null) return [];
    const { schema, table, column } = ownedBy;
    return [
      JSON.stringify(['table', schema, table]),
      JSON.stringify(['column', schema, `${table}.${column}`]),
    ];
  }
  if (kind === 'grant') {
    const { kind: of, schema, name, table } = item as CatalogGrant;
    if (of === 'schema') return [JSON.stringify(['schema', null, name])];
    if (of === 'column') {
      const keys = [JSON.stringify(['column', schema, name])];
      return [...keys, JSON.stringify(['table', schema, table])];
    }
    return [JSON.stringify([of, schema, name])];
  }
  return [];
}

/**
 * An object as it is where the table, the view or the sequence that it comes and goes with bears its
 * new name.
 *
 * @param names new names by the keys of what is renamed
 */
export function underNewName(
  item: CatalogObject,
  kind: ObjectKind,
  names: ReadonlyMap<string, string>,
): CatalogObject {
  const nameOf = (schema: string | null, name: string | null): string | undefined =>
    ['table', 'view', 'sequence']
      .map((owner) => names.get(JSON.stringify([owner, schema, name])))
      .find((found) => found !== undefined);
  if (kind === 'trigger' || kind === 'policy') {
    const own = item as CatalogTrigger | CatalogPolicy;
    return { ...own, table: nameOf(own.schema, own.table) ?? own.table };
  }
  if (kind === 'sequence') {
    const own = item as CatalogSequence;
    if (own.ownedBy === null) return own;
    const { schema, table } = own.ownedBy;
    return { ...own, ownedBy: { ...own.ownedBy, table: nameOf(schema, table) ?? table } };
  }
  if (kind === 'grant') {
    const own = item as CatalogGrant;
    const { schema, name, table } = own;
    const other = nameOf(schema, table);
    if (table === null || other === undefined) return own;
    return { ...own, table: other, name: other + name.slice(table.length) };
  }
  return item;
}
