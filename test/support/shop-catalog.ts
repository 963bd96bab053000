import type {
  Catalog,
  CatalogColumn,
  CatalogConstraint,
  CatalogTable,
} from '../../lib/catalog/catalog.ts';

const areas = (
  'billing catalog shipping account support marketing warehouse partner audit ' +
  'content payment loyalty fraud tax search report'
).split(' ');
const things = (
  'invoice item address event rule batch note tag status plan entry job file limit ' +
  'contact template rate request channel segment policy snapshot task region window ' +
  'target coupon label slot token device message'
).split(' ');

/**
 * A catalog of a shop that is as large as wished: every table refers to the one that its area
 * begins with or to an earlier neighbour, every third to `user_account`, a hub; every tenth to none.
 */
export function shopCatalog(count: number): Catalog {
  const names = ['user_account'];
  for (const thing of things) for (const area of areas) names.push(`${area}_${thing}`);
  const chosen = names.slice(0, count);
  return {
    ...emptyCatalog,
    tables: chosen.map((name, place) => shopTable(name, place, chosen)),
  };
}

function shopTable(name: string, place: number, names: readonly string[]): CatalogTable {
  const [area = ''] = name.split('_');
  const isAlone = place % 10 === 7;
  const first = names.find((other) => other.startsWith(`${area}_`)) ?? name;
  const earlier = names[place - 16] ?? first;
  const targets = new Set<string>();
  if (place > 0 && !isAlone) {
    if (first !== name) targets.add(place % 2 === 0 ? first : earlier);
    if (place % 3 === 0 || place < 5) targets.add('user_account');
  }
  const references = [...targets].map((target) => ({ target, column: `${target}_id` }));
  return tableOf(
    name,
    [
      columnOf('id', 'uuid', `Identifier of the ${wordsOf(name)}, chosen by the application`),
      ...references.map(({ target, column }, index) =>
        columnOf(column, 'uuid', `The ${wordsOf(target)} that it belongs to`, index > 0),
      ),
      columnOf('name', 'character varying(128)', 'Name that people know it by'),
      columnOf('status', 'text', 'State: new, open or done', false, "'new'::text"),
      columnOf('amount_cents', 'bigint', place % 4 === 0 ? null : 'Amount in hundredths', true),
      columnOf('payload', 'jsonb', 'What came in, as it came', true),
      columnOf(
        'created_at',
        'timestamp with time zone',
        'When the record was made',
        false,
        'now()',
      ),
      columnOf('updated_at', 'timestamp with time zone', 'When it was last changed, if ever', true),
    ],
    {
      comment: place % 9 === 5 ? null : `What the shop knows of each ${wordsOf(name)}`,
      constraints: [
        constraintOf('pk', `pk__${name}`, ['id'], 'PRIMARY KEY (id)'),
        ...references.map(({ target, column }) =>
          foreignKeyOf(`fk__${name}__${column}__${target}`, column, target, place % 2 === 0),
        ),
        constraintOf('uq', `uq__${name}__name`, ['name'], 'UNIQUE (name)'),
        constraintOf('ck', `ck__${name}__status`, ['status'], "CHECK (status IN ('new', 'open'))"),
      ],
      indexes: [
        {
          name: `ix__${name}__created_at`,
          columns: [{ column: 'created_at', expression: null, order: 'desc', nulls: 'first' }],
          unique: false,
          predicate: "status <> 'done'::text",
          method: 'btree',
          valid: true,
          definition: '',
          comment: null,
        },
      ],
    },
  );
}

function wordsOf(name: string): string {
  return name.replaceAll('_', ' ');
}

/** A catalog of PostgreSQL that holds nothing. */
export const emptyCatalog: Catalog = {
  dialect: 'postgres',
  schemas: [],
  tables: [],
  views: [],
  types: [],
  sequences: [],
  functions: [],
  triggers: [],
  policies: [],
  extensions: [],
  grants: [],
  others: [],
};

/** A plain table of a catalog. */
export function tableOf(
  name: string,
  columns: readonly Omit<CatalogColumn, 'position'>[],
  facts: Partial<CatalogTable> = {},
): CatalogTable {
  return {
    schema: 'public',
    name,
    kind: 'table',
    comment: null,
    columns: columns.map((column, index) => ({ ...column, position: index + 1 })),
    constraints: [],
    indexes: [],
    parents: null,
    partitionBy: null,
    rowSecurity: 'off',
    options: null,
    ...facts,
  };
}

/** A plain column. */
export function columnOf(
  name: string,
  type = 'text',
  comment: string | null = null,
  nullable = false,
  text: string | null = null,
): Omit<CatalogColumn, 'position'> {
  return {
    name,
    type,
    nullable,
    default: text,
    generated: null,
    identity: null,
    collation: null,
    comment,
    options: null,
  };
}

/** A foreign key to a column `id`. */
export function foreignKeyOf(
  name: string,
  column: string,
  table: string,
  isCascade = false,
): CatalogConstraint {
  return {
    ...constraintOf('fk', name, [column]),
    referredTable: table,
    referredColumns: ['id'],
    onUpdate: 'no action',
    onDelete: isCascade ? 'cascade' : 'no action',
  };
}

/** A constraint that refers to nothing. */
export function constraintOf(
  kind: CatalogConstraint['kind'],
  name: string,
  columns: readonly string[],
  definition = '',
): CatalogConstraint {
  return {
    kind,
    name,
    columns,
    definition,
    referredSchema: kind === 'fk' ? 'public' : null,
    referredTable: null,
    referredColumns: [],
    onUpdate: null,
    onDelete: null,
    deferrable: 'no',
    validated: true,
    comment: null,
  };
}
