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

type RelationRows = Readonly<Record<keyof RelationQueries, readonly TextRow[]>>;

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

/** Finds names by the numbers that pg_constraint and pg_index hold. */
interface Names {
  readonly relation: (oid: string) => TextRow | undefined;
  readonly columns: (oid: string, numbers: readonly string[]) => string[];
}

/** Puts the rows of tables and views together with those of their columns, constraints, indexes. */
export function postgresRelations(rows: RelationRows): {
  readonly tables: CatalogTable[];
  readonly views: CatalogView[];
} {
  const columns = groupRows(rows.columns, 'relation');
  const constraints = groupRows(rows.constraints, 'relation');
  const indexes = groupRows(rows.indexes, 'relation');
  const identities = new Map(
    rows.sequences
      .filter(({ bond }) => bond === 'i')
      .map((row) => [`${row['relation']} ${row['number']}`, row]),
  );
  const relations = new Map(rows.relations.map((row) => [textOf(row['relation']), row]));
  const names: Names = {
    relation: (oid) => relations.get(oid),
    columns: (oid, numbers) => {
      const own = columns.get(oid) ?? [];
      return numbers.map((number) => textOf(own.find((row) => row['number'] === number)?.['name']));
    },
  };

  const tables: CatalogTable[] = [];
  const views: CatalogView[] = [];
  for (const row of rows.relations) {
    const relation = textOf(row['relation']);
    const common = {
      schema: row['schema'] ?? null,
      name: textOf(row['name']),
      comment: row['comment'] ?? null,
      columns: (columns.get(relation) ?? []).map((column, index) =>
        columnOf(column, index + 1, identities),
      ),
      indexes: (indexes.get(relation) ?? []).map((index) => indexOf(index, relation, names)),
      options: row['options'] ?? null,
    };
    if (row['kind'] === 'v' || row['kind'] === 'm') {
      const definition = textOf(row['definition']);
      const kind = row['kind'] === 'v' ? 'view' : 'materialized view';
      views.push({ ...common, kind, definition });
      continue;
    }
    tables.push({
      ...common,
      kind: tableKinds[row['kind'] as keyof typeof tableKinds],
      constraints: (constraints.get(relation) ?? []).map((constraint) =>
        constraintOf(constraint, relation, names),
      ),
      parents: row['parents'] ?? null,
      partitionBy: row['partition_by'] ?? null,
      rowSecurity: !isTrue(row['security']) ? 'off' : isTrue(row['forced']) ? 'forced' : 'on',
    });
  }
  return { tables, views };
}

function columnOf(
  row: TextRow,
  position: number,
  identities: ReadonlyMap<string, TextRow>,
): CatalogColumn {
  const expression = row['expression'] ?? null;
  const { identity, generated } = row;
  const isGenerated = generated !== '' && expression !== null;
  const sequence =
    identity === '' ? undefined : identities.get(`${row['relation']} ${row['number']}`);
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

function constraintOf(row: TextRow, relation: string, names: Names): CatalogConstraint {
  const isForeign = row['kind'] === 'f';
  const referred = isForeign ? referredOf(row, names) : nothingReferred;
  return {
    kind: constraintKinds[textOf(row['kind'])] ?? 'ck',
    name: row['name'] ?? null,
    columns: names.columns(relation, numbersOf(row['columns'])),
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

function indexOf(row: TextRow, relation: string, names: Names): CatalogIndex {
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
          column: number === '0' ? null : (names.columns(relation, [number])[0] ?? null),
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
function referredOf(row: TextRow, names: Names): Referred {
  if (typeof row['referred_elsewhere'] === 'string') {
    const [schema, table, columns] = JSON.parse(row['referred_elsewhere']) as [
      string,
      string,
      string[],
    ];
    return { referredSchema: schema, referredTable: table, referredColumns: columns };
  }
  const oid = textOf(row['referred']);
  const relation = names.relation(oid);
  return {
    referredSchema: relation?.['schema'] ?? null,
    referredTable: relation?.['name'] ?? null,
    referredColumns: names.columns(oid, numbersOf(row['referred_columns'])),
  };
}
