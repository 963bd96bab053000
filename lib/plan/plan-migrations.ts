import type { Knex } from 'knex';
import { Bookkeeping } from '../bookkeeping/bookkeeping.ts';
import { assertComplete, listMigrationsOf, pendingOf } from '../bookkeeping/listed.ts';
import { usesTransaction } from '../bookkeeping/run-step.ts';
import { dialectOf } from '../dialect/dialect-of.ts';
import type { DialectName } from '../dialect/dialect.ts';
import { outOfOrderIn } from '../history/out-of-order.ts';
import { connectionTarget } from '../service/connection-target.ts';
import { readMessage } from '../service/read-message.ts';
import { upTo } from '../service/up-to.ts';
import { copyMysql } from './copy-mysql.ts';
import { copySqlite } from './copy-sqlite.ts';
import type { Plan, PlannedMigration } from './plan.ts';
import { PlanError } from './plan-error.ts';
import { planInTransaction } from './plan-in-transaction.ts';
import { planOnCopy } from './plan-on-copy.ts';
import { openRecording, type OpenKnex } from './recording-knex.ts';
import type { PendingMigration } from './run-up.ts';

/** What to plan, and with what patience. */
export interface PlanOptions {
  /** The last migration to plan: its name, the beginning of it, or its revision. Default: all. */
  readonly to?: string | undefined;
  /** How long a statement of the plan may wait for the lock of a table. Default 5,000. */
  readonly lockTimeoutMs?: number | undefined;
}

/**
 * Finds out what pending migrations would send, by running them and undoing it: in a transaction that
 * is rolled back, or on a throw-away copy where the database or a migration has none. What they do
 * outside of the database is done.
 *
 * @param open the `knex` of the project; connections are opened, and closed, by this call only
 * @throws BookkeepingError, or what the source throws, as `migrate` would
 * @throws PlanError where the database cannot be left unchanged
 */
export async function planMigrations(
  open: OpenKnex,
  config: Knex.Config,
  { to, lockTimeoutMs = 5_000 }: PlanOptions = {},
): Promise<Plan> {
  const { wrapIdentifier: _names, postProcessResponse: _rows, ...plain } = config;
  const knex = open(plain);
  try {
    const dialect = dialectNameOf(knex);
    const pending = await loadPending(knex, to);
    const needsCopy =
      dialect === 'mysql' ||
      (dialect === 'sqlite' && pending.some((migration) => !migration.usesTransaction));
    if (pending.length === 0) return { method: 'rollback', migrations: [], notes: [] };
    if (!needsCopy) {
      const openOn = openRecording.bind(undefined, open, config);
      const migrations = await planInTransaction(openOn, pending, lockTimeoutMs);
      return { method: 'rollback', migrations, notes: notesOn(migrations, dialect) };
    }
    const copy = await (dialect === 'mysql' ? copyMysql : copySqlite)(knex, config);
    try {
      const migrations = await planOnCopy(open, copy, pending);
      return { method: 'copy', migrations, notes: copy.notes };
    } finally {
      await copy.remove();
    }
  } finally {
    await knex.destroy();
  }
}

function dialectNameOf(knex: Knex): DialectName {
  const dialect = dialectOf(knex)?.name;
  if (dialect !== undefined) return dialect;
  throw new PlanError(
    connectionTarget(knex),
    'is a database of which knex-stairway cannot tell how to leave it unchanged',
    'Plan for PostgreSQL, MySQL, MariaDB or SQLite.',
  );
}

/** All are loaded before the first of them runs, as `migrate` does. */
async function loadPending(knex: Knex, to: string | undefined): Promise<PendingMigration[]> {
  const bookkeeping = new Bookkeeping(knex);
  const { source } = bookkeeping.config;
  const listed = await listMigrationsOf(bookkeeping.config);
  const applied = (await bookkeeping.exists()) ? await bookkeeping.readNames() : [];
  assertComplete(listed, applied, bookkeeping.config);
  const outOfOrder = outOfOrderIn(listed, applied);
  return Promise.all(
    pendingOf(upTo(listed, to), applied).map(async ({ name, item }) => {
      const migration = await source.getMigration(item);
      return {
        name,
        message: readMessage(item),
        usesTransaction: usesTransaction(migration, bookkeeping.config),
        isOutOfOrder: outOfOrder.has(name),
        migration,
      };
    }),
  );
}

function notesOn(migrations: readonly PlannedMigration[], dialect: DialectName): string[] {
  const usesSequences = migrations.some(({ statements }) =>
    statements.some(({ sql }) => /\binsert\b|\bnextval\b/iu.test(sql)),
  );
  return dialect === 'postgres' && usesSequences
    ? ['sequences do not roll back: numbers that the plan has drawn are gone']
    : [];
}
