/**
 * Texts as SQL. Knex 3.3.0 escapes comments hardly, enum values not at all, and defaults not for
 * every database; the placeholders that it sees in a `?` cannot be kept from following a backslash.
 */

/**
 * A text for PostgreSQL, whatever `standard_conforming_strings` says, and past the search for
 * placeholders.
 *
 * Source: https://www.postgresql.org/docs/18/sql-syntax-lexical.html#SQL-SYNTAX-STRINGS-ESCAPE
 */
export function postgresLiteral(text: string): string {
  const quoted = text.replaceAll("'", "''");
  if (!/[\\?]/u.test(quoted)) return `'${quoted}'`;
  return `E'${quoted.replaceAll('\\', String.raw`\\`).replaceAll('?', String.raw`\x3F`)}'`;
}

/** A text for SQLite, where nothing but the quote is special. */
export function sqliteLiteral(text: string): string {
  return text.includes("'") ? `'${text.replaceAll("'", "''")}'` : `'${text}'`;
}

/**
 * A text for MySQL. What a backslash means depends on the `sql_mode` of the session: a NUL, which
 * stands in no statement, holds its place until that is known (see `inMode`).
 */
export function mysqlLiteral(text: string): string {
  return sqliteLiteral(text.replaceAll('\\', '\0'));
}

/** Puts the backslashes into a statement that was made of `mysqlLiteral`. */
export function inMode(sql: string, mode: string): string {
  const backslash = mode.includes('NO_BACKSLASH_ESCAPES') ? '\\' : String.raw`\\`;
  return sql.replaceAll('\0', () => backslash);
}

/**
 * A default that Knex puts into SQL as it is, like a `knex.raw`.
 *
 * Source: `formatDefault` in knex 3.3.0, lib/formatter/formatterUtils.js
 */
export class LiteralDefault {
  readonly isRawInstance = true;
  readonly sql: string;
  /** Whether it was an object, which MySQL takes as an expression only. */
  readonly isJson: boolean;

  constructor(sql: string, isJson: boolean) {
    this.sql = sql;
    this.isJson = isJson;
  }

  toQuery(): string {
    return this.sql;
  }
}
