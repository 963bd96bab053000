import type { CatalogConstraint, CatalogIndex, CatalogTable } from '../catalog/catalog.ts';
import type { Reference } from './dictionary.ts';

const keyKinds: Readonly<Record<string, string>> = {
  pk: 'primary key',
  uq: 'unique',
  ex: 'exclusion',
};

/** What a table is beside a plain one, in short clauses. */
export function tableFacts({
  kind,
  parents,
  partitionBy,
  rowSecurity,
}: Pick<CatalogTable, 'kind' | 'parents' | 'partitionBy' | 'rowSecurity'>): string[] {
  const facts = [
    kind === 'table' ? '' : kind,
    partitionBy === null ? '' : `by ${partitionBy}`,
    parents === null ? '' : `of ${parents}`,
    rowSecurity === 'off' ? '' : `row-level security ${rowSecurity}`,
  ];
  return facts.filter((fact) => fact !== '');
}

/** Of an exclusion the definition stands for the columns, as its operators matter. */
export function keyFacts({ kind, columns, definition, deferrable }: CatalogConstraint): {
  readonly kind: string;
  readonly columns: readonly string[];
} {
  const deferred = deferrable === 'no' ? '' : `, ${deferrable}`;
  return {
    kind: `${keyKinds[kind] ?? kind}${deferred}`,
    columns: kind === 'ex' ? [definition] : columns,
  };
}

/** What happens to the rows that refer, in words; empty where the change is refused. */
export function referenceRule({
  onDelete,
  onUpdate,
}: Pick<Reference, 'onDelete' | 'onUpdate'>): string {
  return [
    ['on delete', onDelete],
    ['on update', onUpdate],
  ]
    .filter(([, action]) => action !== null && action !== 'no action')
    .map(([event, action]) => `${event} ${action}`)
    .join(', ');
}

/** The usual method, a B-tree, is not named. */
export function indexFacts({ columns, unique, method, valid }: CatalogIndex): {
  readonly kind: string;
  readonly columns: readonly string[];
} {
  const kinds = [
    unique ? 'unique' : '',
    method.toLowerCase() === 'btree' ? '' : method,
    valid ? '' : 'not valid',
  ];
  return {
    kind: kinds.filter((kind) => kind !== '').join(', '),
    columns: columns.map(
      ({ column, expression, order }) =>
        `${column ?? expression ?? ''}${order === 'desc' ? ' desc' : ''}`,
    ),
  };
}
