import { groupBy } from '../group-by.ts';
import type { CatalogColumn, CatalogTable } from './catalog.ts';
import { mysqlExpression } from '../dialect/mysql-expression.ts';
import { mysqlConstraints, mysqlIndexes } from './mysql-keys.ts';
import type { TextRow } from './plain-query.ts';

export interface MysqlContext {
  readonly schemaOf: (db: string | null | undefined) => string | null;
  readonly isMariaDb: boolean;
}

type TableRows = Readonly<
  Record<'tables' | 'columns' | 'statistics' | 'keys' | 'checks' | 'partitions', readonly TextRow[]>
>;

/** Puts the rows of tables together with those of their columns, keys and partitions. */
export function mysqlTables(rows: TableRows, context: MysqlContext): CatalogTable[] {
  const columns = byTable(rows.columns);
  const statistics = byTable(rows.statistics.map((row) => plainExpression(row, context)));
  const keys = byTable(rows.keys);
  const checks = byTable(rows.checks.map((row) => plainExpression(row, context)));
  const partitions = byTable(rows.partitions);
  return rows.tables
    .filter(({ type }) => type === 'BASE TABLE' || type === 'SYSTEM VERSIONED')
    .map((row) => {
      const key = keyOf(row['db'], row['name']);
      const own = {
        statistics: statistics.get(key) ?? [],
        keys: keys.get(key) ?? [],
        checks: checks.get(key) ?? [],
      };
      const ofTable = columns.get(key) ?? [];
      const longtexts = new Set(
        ofTable.filter(({ type }) => type === 'longtext').map(({ name }) => name),
      );
      // MariaDB's json is a longtext with a check of its own.
      const isJson = ({ level, name, expression }: TextRow): boolean =>
        level === 'Column' && longtexts.has(name) && expression === `json_valid(\`${name}\`)`;
      const json = new Set(own.checks.filter(isJson).map(({ name }) => name));
      const parts = partitions.get(key) ?? [];
      return {
        schema: context.schemaOf(row['db']),
        name: row['name'] ?? '',
        kind: parts.length === 0 ? 'table' : 'partitioned table',
        comment: row['comment'] || null,
        columns: ofTable.map((column, index) =>
          mysqlColumn(column, index + 1, context, json.has(column['name']) ? 'json' : undefined),
        ),
        constraints: mysqlConstraints(
          { ...own, checks: own.checks.filter((check) => !isJson(check)) },
          context,
        ),
        indexes: mysqlIndexes(own.statistics),
        parents: null,
        partitionBy: parts.length === 0 ? null : partitionsOf(parts),
        rowSecurity: 'off',
        options: [
          `engine ${row['engine']}`,
          `collate ${row['collation']}`,
          row['type'] === 'SYSTEM VERSIONED' ? 'system versioning' : '',
          // Tells of partitions once more
          row['options']?.replace('partitioned', '').trim() ?? '',
        ]
          .filter((part) => part !== '')
          .join(', '),
      };
    });
}

/** One column of information_schema. */
export function mysqlColumn(
  row: TextRow,
  position: number,
  context: MysqlContext,
  type: string | null | undefined = row['type'],
): CatalogColumn {
  const extra = row['extra'] ?? '';
  const expression = plainExpression(row, context)['expression'] || null;
  const isOn = (word: string): boolean => extra.toLowerCase().includes(word);
  return {
    name: row['name'] ?? '',
    type: type ?? '',
    nullable: row['nullable'] === 'YES',
    default: expression === null ? defaultOf(row, context) : null,
    generated: expression === null ? null : { expression, stored: !isOn('virtual') },
    identity: isOn('auto_increment') ? { kind: 'auto_increment', sequence: null } : null,
    collation: row['collation'] ?? null,
    comment: row['comment'] || null,
    position,
    options:
      extra
        .replaceAll(
          /auto_increment|default_generated|(?:virtual|stored|persistent) generated/giu,
          '',
        )
        .replaceAll(/^[, ]+|[, ]+$/gu, '')
        .toLowerCase() || null,
  };
}

/** MySQL escapes expressions, MariaDB does not. */
function plainExpression(row: TextRow, { isMariaDb }: MysqlContext): TextRow {
  const { expression } = row;
  if (isMariaDb || !expression) return row;
  return { ...row, expression: mysqlExpression(expression) };
}

/** MariaDB writes SQL; MySQL a bare text, and in `extra` whether it is an expression. */
function defaultOf(row: TextRow, { isMariaDb }: MysqlContext): string | null {
  const { value = null, type } = row;
  if (isMariaDb) return value === 'NULL' ? null : value;
  if (value === null) return null;
  if (row['extra']?.includes('DEFAULT_GENERATED')) {
    // The one expression that stands without brackets.
    return /^current_timestamp(?:\(\d*\))?$/iu.test(value) ? value : `(${mysqlExpression(value)})`;
  }
  const isSql =
    /^(?:tinyint|smallint|mediumint|int|bigint|decimal|float|double|bit|year)/u.test(type ?? '') ||
    (/^(?:var)?binary/u.test(type ?? '') && /^0x[\dA-F]+$/iu.test(value));
  return isSql ? value : `'${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}

function partitionsOf(parts: readonly TextRow[]): string {
  const [first] = parts;
  const of = (method: string | null | undefined, expression: string | null | undefined): string =>
    method ? `${method.toLowerCase()} (${expression ?? ''})` : '';
  return [
    of(first?.['method'], first?.['expression']),
    of(first?.['sub_method'], first?.['sub_expression']),
    ...parts.map((part) => `${part['name']} ${part['description'] ?? ''}`.trim()),
  ]
    .filter((part) => part !== '')
    .join(', ');
}

export function keyOf(db: string | null | undefined, table: string | null | undefined): string {
  return JSON.stringify([db, table]);
}

/** Groups rows by the database and the name of their table or view. */
export function byTable(rows: readonly TextRow[]): Map<string, TextRow[]> {
  return groupBy(rows, (row) => keyOf(row['db'], row['tbl']));
}
