import type { Dialect } from '../dialect/dialect.ts';
import type { ConstraintKind, NamingConvention } from '../naming/convention.ts';
import { renamingsAfter } from './carry-names.ts';
import type { Move } from './move.ts';
import type { RewriteStatements } from './knex-internals.ts';
import { sqliteReader } from './sqlite-constraints.ts';
import { readConstraints, type LiveConstraint } from './live-constraint.ts';
import { rewriteTables, type Ask } from './sqlite-rewrite.ts';
import { quote, renameConstraints, renameCreated } from './sqlite-text.ts';
import { sqliteTouchName, touchedBy, type StoredTrigger } from './sqlite-touch.ts';

/**
 * Makes the statements that carry names along on SQLite: indexes are dropped and made again, and
 * tables whose text names a constraint are built anew.
 */
export async function carryOnSqlite(
  given: Move,
  namings: readonly NamingConvention[],
  dialect: Dialect,
  isInTransaction: boolean,
  ask: Ask,
): Promise<RewriteStatements> {
  const move = await asStored(given, ask);
  const { sql, bindings } = sqliteReader.query('', move.table, undefined, 'references');
  const live = readConstraints(sqliteReader, await ask(sql, bindings ?? []));
  const renaming = (constraint: LiveConstraint): string | undefined =>
    renamingsAfter(move, [constraint], namings, dialect)[0]?.name;

  const indexSql: string[] = [];
  for (const index of live.filter(({ form }) => form === 'index')) {
    const name = renaming(index);
    if (name === undefined) continue;
    const [found] = await ask<{ sql: string }>(
      "select sql from sqlite_schema where type = 'index' and name = ?",
      [index.name],
    );
    if (found === undefined) continue;
    indexSql.push(`drop index ${quote(index.name)}`, renameCreated(found.sql, name));
  }

  const texts = new Map<string, string>();
  for (const table of new Set([move.table, ...live.map((constraint) => constraint.table)])) {
    const [found] = await ask<{ sql: string }>(
      "select sql from sqlite_schema where type = 'table' and lower(name) = lower(?)",
      [table],
    );
    if (found === undefined) continue;
    const candidates = live.filter(
      (constraint) => constraint.table === table && constraint.form === 'constraint',
    );
    const text = renameConstraints(found.sql, (name) => {
      // A name in the text does not say what it names: it is tried as each that it may be.
      const tried = [...candidates, ...(table === move.table ? [checkOf(table)] : [])].map(
        (constraint) => renaming({ ...constraint, name }),
      );
      return tried.find((renamed) => renamed !== undefined) ?? name;
    });
    if (text !== found.sql) texts.set(table, text);
  }

  const rewrite = await rewriteTables(texts, isInTransaction, ask);
  // Behind the rewrite, which puts all indexes and triggers back under their present names.
  const touchSql = await renameTouch(move.table, ask);
  return { ...rewrite, sql: [...rewrite.sql, ...indexSql, ...touchSql] };
}

/** A table that is called in another case than it is stored in keeps that, and so do its names. */
async function asStored(move: Move, ask: Ask): Promise<Move> {
  const [found] = await ask<{ name: string }>(
    "select name from sqlite_schema where type = 'table' and lower(name) = lower(?)",
    [move.table],
  );
  if (found === undefined) return move;
  const isRenamed = move.tableBefore !== move.table;
  return { ...move, table: found.name, tableBefore: isRenamed ? move.tableBefore : found.name };
}

/** Touch triggers are named by table and column: the next table of that name makes its own. */
async function renameTouch(table: string, ask: Ask): Promise<string[]> {
  const triggers = await ask<StoredTrigger>(
    "select name, sql from sqlite_schema where type = 'trigger' and lower(tbl_name) = lower(?)",
    [table],
  );
  return triggers.flatMap((trigger) => {
    const column = touchedBy(trigger);
    const name = column === undefined ? trigger.name : sqliteTouchName(table, column);
    return name === trigger.name
      ? []
      : [`drop trigger ${quote(trigger.name)}`, renameCreated(trigger.sql, name)];
  });
}

function checkOf(table: string): LiveConstraint {
  const kind: ConstraintKind = 'ck';
  return {
    kind,
    name: '',
    form: 'constraint',
    schema: '',
    table,
    columns: [],
    referredTable: undefined,
    referredColumns: [],
    definition: undefined,
  };
}
