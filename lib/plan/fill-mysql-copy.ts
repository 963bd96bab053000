import type { Knex } from 'knex';
import { quoteName } from '../dialect/quote-name.ts';

/** Tables of more rows than that are copied without them. */
const mostRows = 10_000;

/** So that tables and rows may come in any order, and keep their numbers. */
const settings = [
  'foreign_key_checks = 0',
  'unique_checks = 0',
  "sql_mode = 'NO_AUTO_VALUE_ON_ZERO'",
];

/** Columns as texts: of the catalog by the names that are asked for, of `show create` by its own. */
interface Row {
  readonly name: string;
  readonly type: string;
  readonly n: string;
  readonly [column: string]: string;
}

/** One connection of a plain Knex to the original. */
type Ask = (sql: string) => Promise<readonly Row[]>;

/**
 * Fills an empty database with what another one on its server holds: tables, views, routines, triggers,
 * and the rows of tables that have few.
 *
 * @param trx of a plain Knex to the original, which it is again behind it
 * @returns the tables whose rows were left out
 */
export async function fillMysqlCopy(
  trx: Knex.Transaction,
  original: string,
  copy: string,
): Promise<string[]> {
  const ask: Ask = async (sql) => {
    const [rows] = (await trx.raw(sql.replaceAll('?', '\\?'))) as [readonly object[]];
    return Array.isArray(rows) ? rows.map(textual) : [];
  };
  for (const setting of settings) await ask(`set session ${setting}`);
  const tables = await ask(
    `select table_name as name, table_type as type, table_rows as n from information_schema.tables
      where table_schema = ${literal(original)} order by table_name`,
  );
  await ask(`use ${copy}`);
  const left: string[] = [];
  for (const { name, type, n } of tables) {
    if (type !== 'BASE TABLE') continue;
    await make(ask, original, 'table', name);
    if (Number(n) > mostRows) left.push(name);
    else await copyRows(ask, original, name);
  }
  for (const what of ['function', 'procedure']) {
    const routines = await ask(
      `select routine_name as name from information_schema.routines
        where routine_schema = ${literal(original)} and routine_type = '${what.toUpperCase()}'`,
    );
    for (const { name } of routines) await make(ask, original, what, name);
  }
  const views = tables.filter(({ type }) => type === 'VIEW').map(({ name }) => name);
  await copyViews(ask, original, views);
  const triggers = await ask(
    `select trigger_name as name from information_schema.triggers where trigger_schema = ${literal(original)}`,
  );
  for (const { name } of triggers) await make(ask, original, 'trigger', name);
  await ask(`use ${quote(original)}`);
  for (const setting of settings) await ask(`set session ${setting.split(' ')[0]} = default`);
  return left;
}

/** Makes in the copy what the original has by that name. */
async function make(ask: Ask, original: string, what: string, name: string): Promise<void> {
  const [row] = await ask(`show create ${what} ${quote(original)}.${quote(name)}`);
  await ask(statementIn(row, quote(original)));
}

/** All columns but those that the database fills. */
async function copyRows(ask: Ask, original: string, table: string): Promise<void> {
  const columns = await ask(
    `select column_name as name from information_schema.columns
      where table_schema = ${literal(original)} and table_name = ${literal(table)}
        and coalesce(generation_expression, '') = '' order by ordinal_position`,
  );
  const list = columns.map(({ name }) => quote(name)).join(', ');
  const to = quote(table);
  await ask(`insert into ${to} (${list}) select ${list} from ${quote(original)}.${to}`);
}

/** In an order in which each finds those that it reads; what never does is left out. */
async function copyViews(ask: Ask, original: string, views: readonly string[]): Promise<void> {
  let left = views;
  for (let before = -1; left.length > 0 && left.length !== before;) {
    before = left.length;
    const failed: string[] = [];
    for (const view of left) {
      await make(ask, original, 'view', view).catch(() => failed.push(view));
    }
    left = failed;
  }
}

/** The statement in an answer to `show create`, without its owner and the name of its database. */
function statementIn(row: Row | undefined, database: string): string {
  const [, text] =
    Object.entries(row ?? {}).find(([key]) => /^(?:create|sql original)/iu.test(key)) ?? [];
  return String(text)
    .replace(/\sDEFINER\s*=\s*(?:`(?:``|[^`])*`|\S+?)@(?:`(?:``|[^`])*`|\S+)/iu, '')
    .replaceAll(`${database}.`, '');
}

function textual(row: object): Row {
  const texts = Object.entries(row).map(([column, value]) => [column, String(value)]);
  return Object.fromEntries(texts) as Row;
}

function quote(name: string): string {
  return quoteName('mysql', name);
}

function literal(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}
