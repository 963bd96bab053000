import type { Dialect } from './dialect.ts';

/** PostgreSQL 12 and later. */
export const postgres: Dialect = {
  name: 'postgres',
  // NAMEDATALEN - 1; https://www.postgresql.org/docs/18/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS
  identifierLimit: { length: 63, unit: 'bytes' },
  namesPrimaryKeys: true,
  // https://www.postgresql.org/docs/18/sql-createindex.html: the name must be distinct from that of
  // any other relation in the schema
  indexNamespace: 'schema',
  constraintNamespace: 'table',
  foldsNames: false,
  supportsPartialIndexes: true,
  checksEnums: true,
  hasEnumTypes: true,
  typesIndexes: true,
  addsColumnChecks: true,
  rebuildsTables: false,
  // https://www.postgresql.org/docs/18/sql-comment.html
  supportsComments: true,
  commentText: { limits: undefined, isSupplementaryLost: false },
};
