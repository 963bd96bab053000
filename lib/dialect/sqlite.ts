import type { Dialect } from './dialect.ts';

/** SQLite 3.35 and later, through better-sqlite3 or sqlite3. */
export const sqlite: Dialect = {
  name: 'sqlite',
  // None but the length of a statement; https://www.sqlite.org/limits.html
  identifierLimit: { length: Number.POSITIVE_INFINITY, unit: 'characters' },
  // Within the text of CREATE TABLE only
  namesPrimaryKeys: true,
  indexNamespace: 'schema',
  constraintNamespace: 'table',
  foldsNames: true,
  // Since 3.8; https://www.sqlite.org/partialindex.html
  supportsPartialIndexes: true,
  checksEnums: true,
  hasEnumTypes: false,
  typesIndexes: false,
  addsColumnChecks: false,
  // https://www.sqlite.org/lang_altertable.html#otheralter; Knex 3.3.0, lib/dialects/sqlite3/schema/ddl.js
  rebuildsTables: true,
  // https://www.sqlite.org/lang.html has no statement for them
  supportsComments: false,
  commentText: { limits: undefined, isSupplementaryLost: false },
};
