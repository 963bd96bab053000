import type { BookkeepingConfig } from '../bookkeeping/bookkeeping-config.ts';
import { advisoryKey } from './lock-key.ts';
import type { HeldLock, MigrationLock } from './migration-lock.ts';
import type { LockSession } from './lock-session.ts';
import { ownName } from './own-name.ts';

/**
 * An advisory lock of the session; behind a pooler, which may give each statement another session, one
 * of a transaction that stays open: a pooler leaves a transaction on one session.
 */
export async function postgresLock(
  session: LockSession,
  { tableName, schemaName }: BookkeepingConfig,
): Promise<MigrationLock> {
  const [facts] = await session.query<{ pid: number; schema: string | null }>(
    'select pg_backend_pid() as pid, current_schema() as schema',
  );
  const schema = schemaName ?? facts?.schema ?? undefined;
  const key = advisoryKey({ schema, table: tableName }).toString();
  const lock = isPooled(session, facts?.pid) ? byTransaction : bySession;
  return { tryTake: () => lock(session, key), readHolderSession: () => readHolder(session, key) };
}

/**
 * The server tells a client the number of its process when it connects, and again when asked; a
 * pooler tells it a number of its own.
 */
function isPooled({ connection }: LockSession, pid: number | undefined): boolean {
  const { processID } = connection as { readonly processID?: number | null };
  return typeof processID === 'number' && processID !== pid;
}

async function bySession(session: LockSession, key: string): Promise<HeldLock | undefined> {
  const [row] = await session.query<{ taken: boolean }>(
    "select set_config('application_name', ?, false), pg_try_advisory_lock(?::bigint) as taken",
    [ownName(), key],
  );
  if (row?.taken !== true) return undefined;
  return {
    isHeld: () => answers(session),
    release: async () => void (await session.query('select pg_advisory_unlock(?::bigint)', [key])),
  };
}

async function byTransaction(session: LockSession, key: string): Promise<HeldLock | undefined> {
  await session.query('begin');
  // It is idle for as long as the migrations run, and nothing may end it for that.
  const [row] = await session.query<{ taken: boolean }>(
    "select set_config('idle_in_transaction_session_timeout', '0', true), set_config('application_name', ?, true), pg_try_advisory_xact_lock(?::bigint) as taken",
    [ownName(), key],
  );
  const release = async (): Promise<void> => void (await session.query('rollback'));
  if (row?.taken === true) return { isHeld: () => answers(session), release };
  await release();
  return undefined;
}

/** The lock lives as long as its session, or its transaction: it is held while that answers. */
async function answers(session: LockSession): Promise<boolean> {
  return session.query('select 1').then(
    () => true,
    () => false,
  );
}

async function readHolder(session: LockSession, key: string): Promise<string | undefined> {
  const [row] = await session.query<{ pid: number; client: string | null }>(
    `select l.pid, host(a.client_addr) as client
      from pg_locks l left join pg_stat_activity a on a.pid = l.pid
      where l.locktype = 'advisory' and l.granted and l.objsubid = 1
        and l.database = (select oid from pg_database where datname = current_database())
        and (l.classid::bigint << 32 | l.objid::bigint) = ?::bigint`,
    [key],
  );
  if (row === undefined) return undefined;
  return `PostgreSQL session ${row.pid}${row.client === null ? '' : ` from ${row.client}`}`;
}
