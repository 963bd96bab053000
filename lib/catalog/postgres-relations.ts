import type {
  CatalogColumn,
  CatalogConstraint,
  CatalogConstraintKind,
  CatalogIndex,
  CatalogTable,
  CatalogView,
  ReferentialAction,
} from './catalog.ts';
import type { TextRow } from './plain-query.ts';
import { groupRows, isTrue, listOf, numbersOf, sequenceFacts, textOf } from './postgres-row.ts';
import type { RelationQueries } from './postgres-relation-queries.ts';

/** The rows of one table or view. */
export interface RelationParts {
  readonly relation: TextRow;
  readonly columns: readonly TextRow[];
  readonly constraints: readonly TextRow[];
  readonly indexes: readonly TextRow[];
  readonly triggers: readonly TextRow[];
  readonly policies: readonly TextRow[];
}

/** The rows of all tables and views by oid: a foreign key finds there what it refers to. */
export type RelationMap = ReadonlyMap<string, RelationParts>;

/** The sequences of identity columns by `identityKey`. */
export type IdentityMap = ReadonlyMap<string, TextRow>;

const tableKinds = { r: 'table', p: 'partitioned table', f: 'foreign table' } as const;
const constraintKinds: Readonly<Record<string, CatalogConstraintKind>> = {
  p: 'pk',
  f: 'fk',
  u: 'uq',
  c: 'ck',
  x: 'ex',
  n: 'nn',
};
const actions: Readonly<Record<string, ReferentialAction>> = {
  a: 'no action',
  r: 'restrict',
  c: 'cascade',
  n: 'set null',
  d: 'set default',
};

/** Puts rows together by the relation that they are of. */
export function relationParts(
  rows: Readonly<Record<Exclude<keyof RelationQueries, 'sequences'>, readonly TextRow[]>>,
): Map<string, RelationParts> {
  const [columns, constraints, indexes, triggers, policies] = (
    ['columns', 'constraints', 'indexes', 'triggers', 'policies'] as const
  ).map((part) => groupRows(rows[part], 'relation'));
  return new Map(
    rows.relations.map((relation) => {
      const oid = textOf(relation['relation']);
      const parts = {
        relation,
        columns: columns?.get(oid) ?? [],
        constraints: constraints?.get(oid) ?? [],
        indexes: indexes?.get(oid) ?? [],
        triggers: triggers?.get(oid) ?? [],
        policies: policies?.get(oid) ?? [],
      };
      return [oid, parts];
    }),
  );
}

/** Names a column by its table's oid and its number. */
export function identityKey({ relation, number }: TextRow): string {
  return `${relation} ${number}`;
}

/** Builds a table or a view of its rows. */
export function buildRelation(
  parts: RelationParts,
  relations: RelationMap,
  identities: IdentityMap,
): CatalogTable | CatalogView {
  const { relation: row } = parts;
  const common = {
    schema: row['schema'] ?? null,
    name: textOf(row['name']),
    comment: row['comment'] ?? null,
    columns: parts.columns.map((column, index) => columnOf(column, index + 1, identities)),
    indexes: parts.indexes.map((index) => indexOf(index, parts)),
    options: row['options'] ?? null,
  };
  if (row['kind'] === 'v' || row['kind'] === 'm') {
    const kind = row['kind'] === 'v' ? 'view' : 'materialized view';
    return { ...common, kind, definition: textOf(row['definition']) };
  }
  return {
    ...common,
    kind: tableKinds[row['kind'] as keyof typeof tableKinds],
    constraints: parts.constraints.map((constraint) => constraintOf(constraint, parts, relations)),
    parents: row['parents'] ?? null,
    partitionBy: row['partition_by'] ?? null,
    rowSecurity: !isTrue(row['security']) ? 'off' : isTrue(row['forced']) ? 'forced' : 'on',
  };
}

/** Names of columns by the numbers that pg_constraint and pg_index hold. */
function namesOf(parts: RelationParts | undefined, numbers: readonly string[]): string[] {
  return numbers.map((number) =>
    textOf(parts?.columns.find((row) => row['number'] === number)?.['name']),
  );
}

function columnOf(row: TextRow, position: number, identities: IdentityMap): CatalogColumn {
  const expression = row['expression'] ?? null;
  const { identity, generated } = row;
  const isGenerated = generated !== '' && expression !== null;
  const sequence = identity === '' ? undefined : identities.get(identityKey(row));
  return {
    name: textOf(row['name']),
    type: textOf(row['type']),
    nullable: !isTrue(row['required']),
    default: isGenerated ? null : expression,
    generated: isGenerated ? { expression, stored: generated === 's' } : null,
    identity:
      identity === ''
        ? null
        : {
            kind: identity === 'a' ? 'always' : 'by default',
            sequence: sequence === undefined ? null : sequenceFacts(sequence),
          },
    collation: row['collation'] ?? null,
    comment: row['comment'] ?? null,
    position,
    options: row['options'] ?? null,
  };
}

function constraintOf(
  row: TextRow,
  parts: RelationParts,
  relations: RelationMap,
): CatalogConstraint {
  const isForeign = row['kind'] === 'f';
  const referred = isForeign ? referredOf(row, relations) : nothingReferred;
  return {
    kind: constraintKinds[textOf(row['kind'])] ?? 'ck',
    name: row['name'] ?? null,
    columns: namesOf(parts, numbersOf(row['columns'])),
    definition: textOf(row['definition']),
    ...referred,
    onUpdate: isForeign ? (actions[textOf(row['on_update'])] ?? null) : null,
    onDelete: isForeign ? (actions[textOf(row['on_delete'])] ?? null) : null,
    deferrable: !isTrue(row['deferrable'])
      ? 'no'
      : isTrue(row['deferred'])
        ? 'initially deferred'
        : 'initially immediate',
    validated: isTrue(row['validated']),
    comment: row['comment'] ?? null,
  };
}

function indexOf(row: TextRow, parts: RelationParts): CatalogIndex {
  const expressions = listOf(row['expressions']);
  const options = numbersOf(row['options']);
  const method = textOf(row['method']);
  const definition = textOf(row['definition']);
  // Behind the names of the index and its table, which are no part of what it is.
  const start = definition.indexOf(`USING ${method} (`);
  const marks = [
    isTrue(row['clustered']) ? ' CLUSTER' : '',
    isTrue(row['identity']) ? ' REPLICA IDENTITY' : '',
  ].join('');
  return {
    name: textOf(row['name']),
    columns: numbersOf(row['columns'])
      .slice(0, Number(row['keys']))
      .map((number, index) => {
        // INDOPTION_DESC and INDOPTION_NULLS_FIRST in catalog/pg_index.h
        const option = Number(options[index]);
        return {
          column: number === '0' ? null : (namesOf(parts, [number])[0] ?? null),
          expression: number === '0' ? (expressions[index] ?? null) : null,
          order: (option & 1) === 0 ? 'asc' : 'desc',
          nulls: (option & 2) === 0 ? 'last' : 'first',
        };
      }),
    unique: isTrue(row['unique']),
    predicate: row['predicate'] ?? null,
    method,
    valid: isTrue(row['valid']),
    definition: definition.slice(start) + marks,
    comment: row['comment'] ?? null,
  };
}

type Referred = Pick<CatalogConstraint, 'referredSchema' | 'referredTable' | 'referredColumns'>;

const nothingReferred: Referred = {
  referredSchema: null,
  referredTable: null,
  referredColumns: [],
};

/** What a foreign key refers to, which may be in a schema that is not read. */
function referredOf(row: TextRow, relations: RelationMap): Referred {
  if (typeof row['referred_elsewhere'] === 'string') {
    const [schema, table, columns] = JSON.parse(row['referred_elsewhere']) as [
      string,
      string,
      string[],
    ];
    return { referredSchema: schema, referredTable: table, referredColumns: columns };
  }
  const referred = relations.get(textOf(row['referred']));
  return {
    referredSchema: referred?.relation['schema'] ?? null,
    referredTable: referred?.relation['name'] ?? null,
    referredColumns: namesOf(referred, numbersOf(row['referred_columns'])),
  };
}
