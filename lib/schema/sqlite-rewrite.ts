import { SchemaChangeError } from './convention-error.ts';
import type { ClientInternals, RewriteStatements } from './knex-internals.ts';
import { sqliteLiteral } from './sql-literal.ts';
import { columnsWithSeveralChecks, hasComment, quote, renameCreated } from './sqlite-text.ts';

/** SQLite's answers on the connection of a builder. */
export type Ask = <T>(sql: string, bindings?: readonly unknown[]) => Promise<readonly T[]>;

/** Asks on one connection, past the `postProcessResponse` of the project. */
export function askOn(client: ClientInternals, connection: unknown): Ask {
  return async <T>(sql: string, bindings: readonly unknown[] = []) => {
    const { response } = await client.query(connection, { sql, bindings });
    return response as readonly T[];
  };
}

/**
 * Makes the statements that give tables another text (SQLite cannot change a constraint otherwise):
 * build anew, copy, drop, rename, and put indexes and triggers back.
 *
 * Source: https://www.sqlite.org/lang_altertable.html#otheralter
 *
 * @param texts CREATE TABLE by the name of the table
 * @throws SchemaChangeError where dropping the old table would take rows of others with it
 */
export async function rewriteTables(
  texts: ReadonlyMap<string, string>,
  isInTransaction: boolean,
  ask: Ask,
): Promise<RewriteStatements> {
  const sql: string[] = [];
  for (const [table, text] of texts) {
    await assertKeepsChildren(table, isInTransaction, ask);
    sql.push(...(await rewriteTable(table, text, ask)));
  }
  const [{ foreign_keys: enforces } = { foreign_keys: 0 }] = await ask<{ foreign_keys: number }>(
    'pragma foreign_keys',
  );
  if (sql.length === 0) return { pre: [], sql, check: null, post: [] };
  const isSwitched = enforces === 1 && !isInTransaction;
  return withLegacyAlter(
    {
      pre: isSwitched ? ['pragma foreign_keys = off'] : [],
      sql,
      check: isSwitched ? 'pragma foreign_key_check' : null,
      post: isSwitched ? ['pragma foreign_keys = on'] : [],
    },
    ask,
  );
}

/**
 * Lets statements rename the new table though views and triggers name the old one, which is away at
 * that moment: SQLite would refuse it otherwise.
 *
 * Source: https://www.sqlite.org/pragma.html#pragma_legacy_alter_table
 */
export async function withLegacyAlter(
  statements: RewriteStatements,
  ask: Ask,
): Promise<RewriteStatements> {
  const [pragma] = await ask<{ legacy_alter_table: number }>('pragma legacy_alter_table');
  if (pragma?.legacy_alter_table === 1) return statements;
  return {
    ...statements,
    pre: [...statements.pre, 'pragma legacy_alter_table = on'],
    post: ['pragma legacy_alter_table = off', ...statements.post],
  };
}

/** Makes the statements that let AUTOINCREMENT count on where it was before the table was dropped. */
export async function sequenceStatements(table: string, ask: Ask): Promise<string[]> {
  const [sequences] = await ask<{ found: number }>(
    "select count(*) as found from sqlite_schema where name = 'sqlite_sequence'",
  );
  if (sequences?.found !== 1) return [];
  const [last] = await ask<{ name: string; seq: string }>(
    'select name, cast(seq as text) as seq from sqlite_sequence where lower(name) = lower(?)',
    [table],
  );
  return last === undefined
    ? []
    : [`update sqlite_sequence set seq = ${last.seq} where name = ${sqliteLiteral(last.name)}`];
}

async function rewriteTable(table: string, text: string, ask: Ask): Promise<string[]> {
  const temporary = `_stairway_${table}`;
  const columns = await ask<{ name: string }>(
    'select name from pragma_table_xinfo(?) where hidden = 0 order by cid',
    [table],
  );
  const dependents = await ask<{ sql: string }>(
    `select sql from sqlite_schema
     where type in ('index', 'trigger') and lower(tbl_name) = lower(?) and sql is not null
     order by type, name`,
    [table],
  );
  const list = columns.map(({ name }) => quote(name)).join(', ');
  return [
    renameCreated(text, temporary),
    `insert into ${quote(temporary)} (${list}) select ${list} from ${quote(table)}`,
    `drop table ${quote(table)}`,
    `alter table ${quote(temporary)} rename to ${quote(table)}`,
    ...(await sequenceStatements(table, ask)),
    ...dependents.map((dependent) => dependent.sql),
  ];
}

/**
 * Refuses to rewrite a table whose rows others hang on: dropping it deletes its rows first, and
 * within a transaction SQLite does not let `foreign_keys` be switched off (knex/knex#6213).
 *
 * @throws SchemaChangeError that names the tables
 */
export async function assertKeepsChildren(
  table: string,
  isInTransaction: boolean,
  ask: Ask,
): Promise<void> {
  if (!isInTransaction) return;
  const [pragma] = await ask<{ foreign_keys: number }>('pragma foreign_keys');
  if (pragma?.foreign_keys !== 1) return;
  const keys = await ask<{ name: string; on_delete: string; column: string }>(
    `select m.name as name, f.on_delete as on_delete, f."from" as column
     from sqlite_schema m join pragma_foreign_key_list(m.name) f
     where m.type = 'table' and lower(f."table") = lower(?) and f.seq = 0
     order by m.name, f.id`,
    [table],
  );
  const children: (typeof keys)[number][] = [];
  for (const key of keys) {
    // What deletes or changes rows is refused without a look, so that a test without rows sees it.
    const isReached =
      /^(?:CASCADE|SET NULL|SET DEFAULT)$/u.test(key.on_delete) ||
      (await hasRowsWith(key.name, key.column, ask));
    const isKnown = children.some(
      ({ name, on_delete: action }) => name === key.name && action === key.on_delete,
    );
    if (isReached && !isKnown) children.push(key);
  }
  if (children.length === 0) return;
  throw new SchemaChangeError({
    code: 'E_REWRITE_CASCADES',
    where: table,
    what: `would be built anew by SQLite, and dropping the old one would reach ${children
      .map(
        ({ name, on_delete: action }) => `the rows of ${name} (on delete ${action.toLowerCase()})`,
      )
      .join(', ')}`,
    repair:
      'Run it outside of a transaction, where foreign keys can be switched off: export const config = { transaction: false }.',
  });
}

async function hasRowsWith(table: string, column: string, ask: Ask): Promise<boolean> {
  const sql = `select 1 from ${quote(table)} where ${quote(column)} is not null limit 1`;
  return (await ask(sql)).length > 0;
}

/**
 * Refuses to let Knex rewrite a table whose text its parser does not understand, or of which it would
 * lose a check: it keeps one within each column.
 *
 * @throws SchemaChangeError that names the columns
 */
export async function assertKeepsChecks(table: string, ask: Ask): Promise<void> {
  const [found] = await ask<{ sql: string }>(
    "select sql from sqlite_schema where type = 'table' and lower(name) = lower(?)",
    [table],
  );
  if (hasComment(found?.sql ?? '')) {
    throw new SchemaChangeError({
      code: 'E_REWRITE_COMMENT',
      where: table,
      what: 'has a comment within its CREATE TABLE, where Knex fails when it builds the table anew',
      repair: 'Build the table anew by hand, without the comment.',
    });
  }
  const columns = columnsWithSeveralChecks(found?.sql ?? '');
  if (columns.length === 0) return;
  throw new SchemaChangeError({
    code: 'E_REWRITE_CHECKS',
    where: `${table}, ${columns.join(', ')}`,
    what: 'bears several checks within its column, of which Knex would keep one when it builds the table anew',
    repair: 'Build the table anew by hand, with checks of the table: table.check(…).',
  });
}
