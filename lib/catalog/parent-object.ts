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
