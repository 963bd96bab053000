import type { CatalogColumn, CatalogTable } from '../catalog/catalog.ts';
import type { DialectName } from '../dialect/dialect.ts';
import { quoteName, quotePath } from '../dialect/quote-name.ts';
import { mysqlLiteral, sqliteLiteral } from '../schema/sql-literal.ts';

/** What sets the databases apart where rows are put into tables. */
export interface SeedDialect {
  readonly name: DialectName;
  quote(name: string): string;
  nameOf(schema: string | null, name: string): string;
  /** A text as SQL; that of MySQL is sent by `sendSql` only, which knows what a backslash means. */
  text(value: string): string;
  /** Bytes as SQL. */
  bytes(hex: string): string;
  /** An expression of exactly this type. */
  cast(expression: string, type: string): string;
  /** Whether a column that is left out gets the next number. */
  isNumbered(table: CatalogTable, column: CatalogColumn): boolean;
  /** What gives that number when it is asked for; undefined where any free number will do. */
  nextNumber(table: CatalogTable, column: string): string | undefined;
  /** Stands behind the columns of an insert, so that the number of an identity can be given. */
  readonly overriding: string;
  /** Puts in a row of a table whose columns all need no value. */
  insertDefaults(table: string): string;
  /** Statements in a transaction within which foreign keys shall wait. */
  readonly deferral: { readonly before: readonly string[]; readonly after: readonly string[] };
}

const postgres: SeedDialect = {
  name: 'postgres',
  quote: (name) => quoteName('postgres', name),
  nameOf: (schema, name) => quotePath('postgres', schema, name),
  // E'...' means the same whatever standard_conforming_strings is.
  text: (value) => `E'${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`,
  bytes: (hex) => `decode('${hex}', 'hex')`,
  cast: (expression, type) => `(${expression})::${type}`,
  isNumbered: (_table, { identity, default: value }) =>
    identity !== null || value?.startsWith('nextval(') === true,
  nextNumber({ schema, name: table, columns }, name) {
    const column = columns.find((each) => each.name === name);
    if (column?.default?.startsWith('nextval(') === true) return column.default;
    if (column === undefined || column.identity === null) return undefined;
    const owner = postgres.text(postgres.nameOf(schema, table));
    return `nextval(pg_get_serial_sequence(${owner}, ${postgres.text(name)}))`;
  },
  overriding: ' overriding system value',
  insertDefaults: (table) => `insert into ${table} default values`,
  deferral: { before: ['set constraints all deferred'], after: [] },
};

const sqlite: SeedDialect = {
  name: 'sqlite',
  quote: (name) => quoteName('sqlite', name),
  nameOf: (schema, name) => quotePath('sqlite', schema, name),
  text: sqliteLiteral,
  bytes: (hex) => `x'${hex}'`,
  cast: castOfSqlite,
  // https://www.sqlite.org/lang_createtable.html#rowids_and_the_integer_primary_key
  isNumbered: ({ constraints, options }, { name, type }) =>
    type.toLowerCase() === 'integer' &&
    options?.includes('without rowid') !== true &&
    constraints.some(
      ({ kind, columns }) => kind === 'pk' && columns.length === 1 && columns[0] === name,
    ),
  nextNumber: () => undefined,
  overriding: '',
  insertDefaults: (table) => `insert into ${table} default values`,
  deferral: { before: ['pragma defer_foreign_keys = on'], after: [] },
};

const mysql: SeedDialect = {
  name: 'mysql',
  quote: (name) => quoteName('mysql', name),
  nameOf: (schema, name) => quotePath('mysql', schema, name),
  text: mysqlLiteral,
  bytes: (hex) => `x'${hex}'`,
  cast: (expression) => expression,
  isNumbered: (_table, { identity }) => identity !== null,
  nextNumber: () => undefined,
  overriding: '',
  insertDefaults: (table) => `insert into ${table} () values ()`,
  // There is no other way; what is promised is kept before they are looked at again.
  deferral: { before: ['set foreign_key_checks = 0'], after: ['set foreign_key_checks = 1'] },
};

export const seedDialects: Readonly<Record<DialectName, SeedDialect>> = { postgres, sqlite, mysql };

/**
 * A number or a text compares with others as its column would: the affinity of a cast goes out of a
 * subquery, and that of a date would make a number of it.
 *
 * Source: https://www.sqlite.org/datatype3.html#affinity_of_expressions
 */
function castOfSqlite(expression: string, type: string): string {
  const isNumber = /^-?[\d.]+$|^null$/u.test(expression);
  if (/int/iu.test(type)) return isNumber ? `cast(${expression} as integer)` : expression;
  if (/char|clob|text/iu.test(type)) return `cast(${expression} as text)`;
  if (/^$|blob|binary|any/iu.test(type) || !isNumber) return expression;
  return `cast(${expression} as ${/real|floa|doub/iu.test(type) ? 'real' : 'numeric'})`;
}
