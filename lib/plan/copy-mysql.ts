import type { Knex } from 'knex';
import { nodeCrypto } from '../node-crypto.ts';
import { messageOf } from '../errors.ts';
import { connectionTarget } from '../service/connection-target.ts';
import { PlanError } from './plan-error.ts';
import type { ThrowAwayCopy } from './throw-away-copy.ts';
import { quoteName } from '../dialect/quote-name.ts';
import { literalPattern } from '../literal-pattern.ts';

/** Tables of more rows than that are copied without them. */
const mostRows = 10_000;

type Row = Readonly<Record<string, unknown>>;

/** One connection of a plain Knex to the original. */
type Ask = (sql: string) => Promise<readonly Row[]>;

/**
 * Copies a MySQL or MariaDB database into one of another name on its server: tables, views, routines,
 * triggers, and the rows of tables that have few.
 *
 * @param knex plain, of the original
 */
export async function copyMysql(knex: Knex, config: Knex.Config): Promise<ThrowAwayCopy> {
  const copy = `stairway_plan_${nodeCrypto().randomBytes(6).toString('hex')}`;
  const original = await databaseOf(knex);
  const remove = async (): Promise<void> => void (await knex.raw(`drop database ${copy}`));
  try {
    await knex.raw(`create database ${copy}`);
  } catch (error) {
    throw new PlanError(
      connectionTarget(knex),
      `gives no room for a throw-away copy: ${messageOf(error)}`,
      `Grant it for the plan: grant all on \`stairway\\_plan\\_%\`.* to the user.`,
      error,
    );
  }
  try {
    const left = await knex.transaction((trx) => fill(trx, original, copy));
    return {
      config: { ...config, connection: withDatabase(knex, copy) },
      assertWithin: refuseOthers(original),
      notes: left.map((table) => `planned without the rows of ${table}, of which there are many`),
      remove,
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function databaseOf(knex: Knex): Promise<string> {
  const [[row]] = (await knex.raw('select database() as name')) as [readonly Row[]];
  const name = row?.['name'];
  if (typeof name === 'string') return name;
  throw new PlanError(
    connectionTarget(knex),
    'is connected to no database',
    'Name one in the connection of the knexfile.',
  );
}

/** What the driver is given, with another database. */
function withDatabase(knex: Knex, database: string): Knex.MySql2ConnectionConfig {
  const { connectionSettings } = knex.client as { connectionSettings: object };
  const { password } = connectionSettings as { password?: string };
  // Knex hides the password from enumeration.
  return { ...connectionSettings, ...(password === undefined ? {} : { password }), database };
}

/** @returns the tables whose rows were left out */
async function fill(trx: Knex.Transaction, original: string, copy: string): Promise<string[]> {
  const ask: Ask = async (sql) => {
    const [rows] = (await trx.raw(sql.replaceAll('?', '\\?'))) as [readonly Row[]];
    return rows;
  };
  const show = async (what: string, name: string): Promise<string> =>
    statementIn((await ask(`show create ${what} ${from}.${quote(name)}`))[0], quote(original));
  const from = quote(original);
  const settings = [
    'foreign_key_checks = 0',
    'unique_checks = 0',
    "sql_mode = 'NO_AUTO_VALUE_ON_ZERO'",
  ];
  for (const setting of settings) await ask(`set session ${setting}`);
  const tables = await ask(
    `select table_name as name, table_type as type, table_rows as n from information_schema.tables
      where table_schema = ${literal(original)} order by table_name`,
  );
  await ask(`use ${copy}`);
  const left: string[] = [];
  for (const { name, type, n } of tables.map(textual)) {
    if (type !== 'BASE TABLE') continue;
    await ask(await show('table', name));
    if (Number(n) > mostRows) left.push(name);
    else await copyRows(ask, original, name);
  }
  for (const what of ['function', 'procedure']) {
    for (const { name } of (
      await ask(
        `select routine_name as name from information_schema.routines
        where routine_schema = ${literal(original)} and routine_type = '${what.toUpperCase()}'`,
      )
    ).map(textual)) {
      await ask(await show(what, name));
    }
  }
  await copyViews(
    ask,
    tables.map(textual).flatMap(({ name, type }) => (type === 'VIEW' ? name : [])),
    show,
  );
  for (const { name } of (
    await ask(
      `select trigger_name as name from information_schema.triggers where trigger_schema = ${literal(original)}`,
    )
  ).map(textual)) {
    await ask(await show('trigger', name));
  }
  await ask(`use ${from}`);
  for (const setting of settings) await ask(`set session ${setting.split(' ')[0]} = default`);
  return left;
}

/** All columns but those that the database fills. */
async function copyRows(ask: Ask, original: string, table: string): Promise<void> {
  const columns = await ask(
    `select column_name as name from information_schema.columns
      where table_schema = ${literal(original)} and table_name = ${literal(table)}
        and coalesce(generation_expression, '') = '' order by ordinal_position`,
  );
  const list = columns.map(({ name }) => quote(String(name))).join(', ');
  const to = quote(table);
  await ask(`insert into ${to} (${list}) select ${list} from ${quote(original)}.${to}`);
}

/** In an order in which each finds those that it reads; what never does is left out. */
async function copyViews(
  ask: Ask,
  views: readonly string[],
  show: (what: string, name: string) => Promise<string>,
): Promise<void> {
  let left = views;
  for (let before = -1; left.length > 0 && left.length !== before;) {
    before = left.length;
    const failed: string[] = [];
    for (const view of left) {
      await show('view', view)
        .then(ask)
        .catch(() => failed.push(view));
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

/** A migration that names the database itself would change the original. */
function refuseOthers(original: string): ThrowAwayCopy['assertWithin'] {
  const name = literalPattern(original);
  const qualified = new RegExp(`(?:\`${name}\`|(?<![\\w$@'"\`.])${name})\\s*\\.\\s*[\`\\w]`, 'iu');
  return (sql, migration) => {
    const isUse = /(?:^|;)\s*use\s/iu.test(sql);
    if (!isUse && !qualified.test(sql)) return;
    throw new PlanError(
      migration,
      `would reach past the copy on which it is planned: ${sql.slice(0, 200)}`,
      `Leave the name of the database (${original}) out of the migration: the connection knows it.`,
    );
  };
}

function textual(row: Row): { name: string; type: string; n: string } {
  return { name: String(row['name']), type: String(row['type']), n: String(row['n']) };
}

function quote(name: string): string {
  return quoteName('mysql', name);
}

function literal(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}
