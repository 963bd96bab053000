import { sqlite } from '../dialect/sqlite.ts';
import { nodeCrypto } from '../node-crypto.ts';
import type { Query } from './knex-internals.ts';
import { quote, tokensOf, unquote } from './sqlite-text.ts';
import { quoteIn, touchName, touchPrefix, type TouchedColumn } from './touch-trigger.ts';

/** A trigger as `sqlite_schema` has it. */
export interface StoredTrigger {
  readonly name: string;
  readonly sql: string;
}

/**
 * Makes the trigger of a column. SQLite keeps it up with renamed tables and columns, and drops it with
 * the table. Its condition lets a statement have its way that sets the column itself, and ends the
 * recursion where `recursive_triggers` is on.
 *
 * @param now the expression of the time
 */
export function sqliteTouchSql(touched: TouchedColumn, now: string): readonly string[] {
  const { table, column, ifNotExists } = touched;
  const field = quote(column);
  return [
    `create trigger ${ifNotExists ? 'if not exists ' : ''}${quoteIn(touched, sqliteTouchName(table, column))} after update on ${quote(table)} for each row when new.${field} is old.${field} and new.${field} is not ${now} begin update ${quote(table)} set ${field} = ${now} where rowid = new.rowid; end`,
  ];
}

/**
 * The name of a touch trigger: those of SQLite are of the database, not of the table. Table and column
 * can be told from it, as the last `__` stands between them; a column that has one of its own is told
 * apart by a digest.
 */
export function sqliteTouchName(table: string, column: string): string {
  if (!/^_|__/u.test(column)) return touchName(sqlite, table, column);
  const digest = nodeCrypto()
    .createHash('md5')
    .update(JSON.stringify([table, column]));
  return touchName(sqlite, table, column, digest.digest('hex').slice(0, 8));
}

/** The column that a touch trigger keeps; undefined for any other trigger. */
export function touchedBy({ name, sql }: StoredTrigger): string | undefined {
  if (!name.startsWith(touchPrefix)) return undefined;
  const tokens = tokensOf(sql);
  const at = tokens.findIndex(({ text }) => text.toLowerCase() === 'when');
  // when new . column
  const column = tokens[at + 3]?.text;
  return at === -1 || column === undefined ? undefined : unquote(column);
}

/** Makes the query that drops the touch triggers of columns, before these are dropped. */
export function sqliteDropTouch(
  table: string,
  schema: string | undefined,
  columns: readonly string[],
): Query {
  const home = schema === undefined ? '' : `${quote(schema)}.`;
  return {
    sql: `select name, sql from ${home}sqlite_schema where type = 'trigger' and lower(tbl_name) = lower(?)`,
    bindings: [table],
    async output(response) {
      for (const trigger of response as readonly StoredTrigger[]) {
        if (!columns.includes(touchedBy(trigger) ?? '')) continue;
        await this.query({ sql: `drop trigger ${home}${quote(trigger.name)}`, bindings: [] });
      }
      return [];
    },
  };
}
