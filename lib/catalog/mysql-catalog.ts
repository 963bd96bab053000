import type { Catalog, CatalogFunction, CatalogGrant, CatalogView } from './catalog.ts';
import { groupBy } from '../group-by.ts';
import type { mysqlQueries } from './mysql-queries.ts';
import { byTable, keyOf, mysqlColumn, mysqlTables, type MysqlContext } from './mysql-tables.ts';
import type { TextRow } from './plain-query.ts';
import { quoteName } from '../dialect/quote-name.ts';

/** The rows of each question. */
export type MysqlRows = Readonly<
  Record<keyof typeof mysqlQueries | 'sequences', readonly TextRow[]>
>;

/** Where the rows come from. */
export interface MysqlSession {
  /** The database of the connection, which has no name in a catalog. */
  readonly own: string;
  readonly isMariaDb: boolean;
}

/** Puts rows together into a catalog, in no order. */
export function mysqlCatalog(rows: MysqlRows, { own, isMariaDb }: MysqlSession): Catalog {
  const schemaOf = (db: string | null | undefined): string | null =>
    db === own || db === undefined ? null : db;
  const context: MysqlContext = { schemaOf, isMariaDb };
  const unqualified = (sql: string): string => sql.replaceAll(`${quoteName('mysql', own)}.`, '');
  const columns = byTable(rows.columns);
  return {
    dialect: 'mysql',
    tables: mysqlTables(rows, context),
    views: rows.views.map((row): CatalogView => ({
      schema: schemaOf(row['db']),
      name: row['name'] ?? '',
      kind: 'view',
      comment: null,
      columns: (columns.get(keyOf(row['db'], row['name'])) ?? []).map((column, index) =>
        mysqlColumn(column, index + 1, context),
      ),
      indexes: [],
      definition: unqualified(row['definition'] ?? ''),
      options: wordsOf([
        row['check_option'] === 'NONE' ? null : `check option ${row['check_option']}`,
        row['security'] === 'DEFINER' ? null : `security ${row['security']}`,
      ]),
    })),
    sequences: rows.sequences.map((row) => ({
      schema: schemaOf(row['db']),
      name: row['name'] ?? '',
      comment: null,
      type: 'bigint',
      start: row['start_value'] ?? '',
      increment: row['increment'] ?? '',
      min: row['minimum_value'] ?? '',
      max: row['maximum_value'] ?? '',
      cache: row['cache_size'] ?? '',
      cycle: row['cycle_option'] === '1',
      ownedBy: null,
    })),
    functions: [
      ...[...groupBy(rows.routines, routineKey).values()].map((parts) =>
        routineOf(parts, schemaOf),
      ),
      ...rows.events.map((row) => ({
        schema: schemaOf(row['db']),
        name: row['name'] ?? '',
        arguments: '',
        kind: 'event' as const,
        comment: row['comment'] || null,
        definition: [
          ...(row['at'] ? ['at', row['at']] : ['every', row['value'], row['field']]),
          ...(row['ends'] ? ['ends', row['ends']] : []),
          row['status'],
          row['completion'],
          'do',
          row['body'],
        ].join(' '),
      })),
    ],
    triggers: rows.triggers.map((row) => ({
      schema: schemaOf(row['db']),
      table: row['tbl'] ?? '',
      name: row['name'] ?? '',
      comment: null,
      definition: `${row['timing']} ${row['event']} ${row['position']} ${row['body']}`,
      enabled: 'origin',
    })),
    grants: rows.grants.map((row) => ({
      kind: row['kind'] as CatalogGrant['kind'],
      schema: schemaOf(row['db']),
      name: row['kind'] === 'schema' ? (schemaOf(row['db']) ?? 'database') : (row['name'] ?? ''),
      table: row['tbl'] ?? null,
      grantee: row['grantee'] ?? '',
      privilege: row['privilege']?.toLowerCase() ?? '',
      grantable: row['grantable'] === 'YES',
    })),
    schemas: [],
    types: [],
    policies: [],
    extensions: [],
    others: [],
  };
}

/** A function and a procedure may share a name. */
function routineKey(row: TextRow): string {
  return JSON.stringify([row['db'], row['name'], row['type']]);
}

function routineOf(parts: readonly TextRow[], schemaOf: MysqlContext['schemaOf']): CatalogFunction {
  const [row = {}] = parts;
  return {
    schema: schemaOf(row['db']),
    name: row['name'] ?? '',
    arguments: '',
    kind: row['type'] === 'PROCEDURE' ? 'procedure' : 'function',
    comment: row['comment'] || null,
    definition: [
      `(${parts.flatMap(({ parameter }) => parameter || []).join(', ')})`,
      row['returns'] ? `returns ${row['returns']}` : '',
      row['is_deterministic'] === 'YES' ? 'deterministic' : '',
      `${row['access']} sql security ${row['security']}`.toLowerCase(),
      row['body'] ?? '',
    ]
      .filter((part) => part !== '')
      .join(' '),
  };
}

function wordsOf(words: readonly (string | null)[]): string | null {
  const said = words.filter((word) => word !== null);
  return said.length === 0 ? null : said.join(', ').toLowerCase();
}
