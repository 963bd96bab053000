import type {
  CatalogColumn,
  CatalogConstraint,
  CatalogConstraintKind,
  CatalogExtension,
  CatalogFunction,
  CatalogGrant,
  CatalogIndex,
  CatalogOther,
  CatalogPolicy,
  CatalogSchema,
  CatalogSequence,
  CatalogTable,
  CatalogTrigger,
  CatalogType,
  CatalogView,
} from './catalog.ts';

/** All that has a place in a catalog, by what it is. */
export interface CatalogObjects {
  readonly schema: CatalogSchema;
  readonly table: CatalogTable;
  readonly column: CatalogColumn;
  readonly constraint: CatalogConstraint;
  readonly index: CatalogIndex;
  readonly view: CatalogView;
  readonly type: CatalogType;
  readonly sequence: CatalogSequence;
  readonly function: CatalogFunction;
  readonly trigger: CatalogTrigger;
  readonly policy: CatalogPolicy;
  readonly extension: CatalogExtension;
  readonly grant: CatalogGrant;
  readonly other: CatalogOther;
}

/** What an object of a catalog is. */
export type ObjectKind = keyof CatalogObjects;
/** An object of a catalog, of any kind. */
export type CatalogObject = CatalogObjects[ObjectKind];

/** The table or view that something is of; both null for what is of none. */
export interface Place {
  readonly schema: string | null;
  readonly name: string | null;
}

const constraintWords: Readonly<Record<CatalogConstraintKind, string>> = {
  pk: 'primary key',
  fk: 'foreign key',
  uq: 'unique constraint',
  ck: 'check',
  ex: 'exclusion constraint',
  nn: 'not null constraint',
};

/** Calls an object what a person calls it: `column user.email`, `index ix__user__email on user`. */
export function labelOf(item: CatalogObject, kind: ObjectKind, owner: Place): string {
  const of = qualifiedName(owner.schema, owner.name ?? '');
  switch (kind) {
    case 'column':
      return `column ${of}.${item.name}`;
    case 'index':
      return `index ${item.name} on ${of}`;
    case 'constraint':
      return `${constraintLabel(item as CatalogConstraint)} on ${of}`;
    case 'trigger':
    case 'policy': {
      const { schema, table, name } = item as CatalogTrigger | CatalogPolicy;
      const word = kind === 'policy' ? (item as CatalogPolicy).kind : kind;
      return `${word} ${name} on ${qualifiedName(schema, table)}`;
    }
    case 'function': {
      const { kind: word, schema, name, arguments: types } = item as CatalogFunction;
      return `${word} ${qualifiedName(schema, name)}${word === 'event' ? '' : `(${types})`}`;
    }
    case 'grant': {
      const { privilege, kind: word, schema, name, grantee, grantable } = item as CatalogGrant;
      const on = word === 'schema' ? name : qualifiedName(schema, name);
      const option = grantable ? ' with grant option' : '';
      return `grant of ${privilege} on ${word} ${on} to ${grantee}${option}`;
    }
    default: {
      const { schema = null, name } = item as { schema?: string | null; name: string };
      const word = kind === 'schema' || kind === 'extension' ? kind : wordOf(item, kind);
      return `${word} ${kind === 'extension' ? name : qualifiedName(schema, name)}`;
    }
  }
}

/** `public` is where PostgreSQL puts what is given no schema, and goes without saying. */
function qualifiedName(schema: string | null, name: string): string {
  return schema === null || schema === 'public' ? name : `${schema}.${name}`;
}

function constraintLabel({ kind, name, columns }: CatalogConstraint): string {
  const word = constraintWords[kind];
  if (name !== null) return `${word} ${name}`;
  return `unnamed ${word}${columns.length === 0 ? '' : ` of ${columns.join(', ')}`}`;
}

function wordOf(item: CatalogObject, kind: ObjectKind): string {
  const own = 'kind' in item ? item.kind : kind;
  return own === 'composite' || own === 'range' ? `${own} type` : own;
}
