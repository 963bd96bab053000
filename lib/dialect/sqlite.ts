import type { Dialect } from './dialect.ts';

/** SQLite 3.35 and later, through better-sqlite3 or sqlite3. */
export const sqlite: Dialect = {
  name: 'sqlite',
  // None but the length of a statement; https://www.sqlite.org/limits.html
  identifierLimit: { length: Number.POSITIVE_INFINITY, unit: 'characters' },
};
