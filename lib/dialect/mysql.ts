import type { Dialect } from './dialect.ts';

/** MySQL 8 and MariaDB 10.6 and later, through mysql2 or mysql. */
export const mysql: Dialect = {
  name: 'mysql',
  // https://dev.mysql.com/doc/refman/8.4/en/identifier-length.html and
  // https://mariadb.com/kb/en/identifier-names/#maximum-length
  identifierLimit: { length: 64, unit: 'characters' },
  // https://dev.mysql.com/doc/refman/8.4/en/create-table.html: "the name of a PRIMARY KEY is always
  // PRIMARY"
  namesPrimaryKeys: false,
  indexNamespace: 'table',
  // https://dev.mysql.com/doc/refman/8.4/en/create-table-check-constraints.html; MariaDB 10.11 keeps
  // checks apart by their table, MySQL by their schema
  constraintNamespace: 'kind',
  // https://dev.mysql.com/doc/refman/8.4/en/identifier-case-sensitivity.html: indexes, always
  foldsNames: true,
  supportsPartialIndexes: false,
  // A native enum
  checksEnums: false,
  hasEnumTypes: false,
  typesIndexes: true,
  addsColumnChecks: true,
  rebuildsTables: false,
  // Of up to 1,024 (columns) and 2,048 characters (tables);
  // https://dev.mysql.com/doc/refman/8.4/en/create-table.html
  supportsComments: true,
  commentText: {
    // https://mariadb.com/kb/en/create-table/ and
    // https://dev.mysql.com/doc/refman/8.4/en/create-table.html
    limits: { table: 2048, column: 1024 },
    // Metadata are utf8mb3, whatever the tables are: seen on MariaDB 10.11;
    // https://dev.mysql.com/doc/refman/8.4/en/charset-metadata.html
    isSupplementaryLost: true,
  },
};
