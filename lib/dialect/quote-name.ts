import type { DialectName } from './dialect.ts';

/** The mark around a quoted name, as Knex writes it; SQLite takes both. */
const marks: Readonly<Record<DialectName, string>> = { postgres: '"', sqlite: '`', mysql: '`' };

/**
 * Quotes a name for SQL of our own, where no Knex is at hand to do it; a mark within it is doubled.
 *
 * Sources: https://www.postgresql.org/docs/18/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS,
 * https://www.sqlite.org/lang_keywords.html and https://dev.mysql.com/doc/refman/8.4/en/identifiers.html
 *
 * @param name as it is stored, without a schema
 */
export function quoteName(dialect: DialectName, name: string): string {
  const mark = marks[dialect];
  return `${mark}${name.replaceAll(mark, mark + mark)}${mark}`;
}

/** Quotes the name of a table or the like, with its schema where it has one. */
export function quotePath(dialect: DialectName, schema: string | null, name: string): string {
  const quoted = quoteName(dialect, name);
  return schema === null ? quoted : `${quoteName(dialect, schema)}.${quoted}`;
}
