import type { Knex } from 'knex';
import { dialectOf } from '../dialect/dialect-of.ts';
import { asIfOutside, withinTransaction } from './adapt-statement.ts';
import type { PlannedMigration } from './plan.ts';
import { PlanError } from './plan-error.ts';
import { Recorder } from './recorder.ts';
import type { OpenRecording } from './recording-knex.ts';
import { runUp, type PendingMigration } from './run-up.ts';

/**
 * Runs pending migrations in one transaction, each in a savepoint, and rolls all of it back.
 *
 * @param lockTimeoutMs how long a statement may wait for a lock: the others shall not queue behind it
 */
export async function planInTransaction(
  open: OpenRecording,
  pending: readonly PendingMigration[],
  lockTimeoutMs: number,
): Promise<readonly PlannedMigration[]> {
  const recorder = new Recorder();
  const knex = open(recorder);
  const isPostgres = dialectOf(knex)?.name === 'postgres';
  try {
    const outer = await knex.transaction();
    try {
      if (isPostgres) await outer.raw(`set local lock_timeout = ${lockTimeoutMs}`);
      const transaction = isPostgres ? await readTransaction(outer) : undefined;
      const planned = await runUp(pending, recorder, async (one, run) => {
        recorder.adapt = (one.usesTransaction ? withinTransaction : asIfOutside)(one.name);
        await outer.transaction((inner) => run(one.usesTransaction ? inner : alone(inner)));
        if (isPostgres) await settleConstraints(outer);
      });
      const isWhole = planned.every(({ state }) => state === 'planned');
      if (isPostgres && isWhole && (await readTransaction(outer)) !== transaction) throw broken();
      return planned;
    } finally {
      await outer.rollback();
    }
  } finally {
    await knex.destroy();
  }
}

/** A savepoint that passes for a Knex: a migration without a transaction may look whether it has one. */
function alone(inner: Knex.Transaction): Knex {
  const hidden = new Set<string | symbol>(['isTransaction', 'commit', 'rollback']);
  return new Proxy(inner, {
    get: (of, property) =>
      hidden.has(property) ? undefined : (Reflect.get(of, property) as unknown),
  });
}

/** Checks what is deferred, as the commit would behind each migration, and defers it again. */
async function settleConstraints(outer: Knex): Promise<void> {
  await outer.raw('set constraints all immediate');
  const { rows } = (await outer.raw(
    `select string_agg(distinct quote_ident(n.nspname) || '.' || quote_ident(c.conname), ', ') as names
      from pg_constraint c join pg_namespace n on n.oid = c.connamespace where c.condeferred`,
  )) as { rows: readonly { readonly names: string | null }[] };
  const names = rows[0]?.names ?? null;
  if (names !== null) await outer.raw(`set constraints ${names.replaceAll('?', '\\?')} deferred`);
}

async function readTransaction(outer: Knex): Promise<string | undefined> {
  const { rows } = (await outer.raw('select txid_current()::text as id')) as {
    rows: readonly { readonly id: string }[];
  };
  return rows[0]?.id;
}

function broken(): PlanError {
  return new PlanError(
    'the plan',
    'was to be rolled back, but a migration has ended its transaction: what it had done may stay',
    'Compare the database with a backup, and plan on a copy of the database.',
  );
}
