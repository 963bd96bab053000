import { nodeCrypto } from '../node-crypto.ts';
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
  const isPooled = isBehindPooler(session, facts?.pid);
  const take = isPooled ? byTransaction : bySession;
  return {
    isPooled,
    tryTake: () => take(session, key),
    readHolderSession: () => readHolder(session, key),
  };
}

/**
 * The server tells a client the number of its process when it connects, and again when asked; a
 * pooler tells it a number of its own.
 */
function isBehindPooler({ connection }: LockSession, pid: number | undefined): boolean {
  const { processID } = connection as { readonly processID?: number | null };
  return typeof processID === 'number' && processID !== pid;
}

async function bySession(session: LockSession, key: string): Promise<HeldLock | undefined> {
  const witness = newWitness();
  const [row] = await session.query<{ taken: boolean }>(
    `select ${preparation(false)}, ${taking('pg_try_advisory_lock')} as taken`,
    [ownName(), key, witness],
  );
  if (row?.taken !== true) return undefined;
  const unlock = 'select pg_advisory_unlock(?::bigint), pg_advisory_unlock(?::bigint)';
  return {
    isHeld: () => answers(session),
    goneSql: goneSql(witness),
    release: async () => void (await session.query(unlock, [key, witness])),
  };
}

async function byTransaction(session: LockSession, key: string): Promise<HeldLock | undefined> {
  await session.query('begin');
  const witness = newWitness();
  const [row] = await session.query<{ taken: boolean }>(
    `select ${preparation(true)}, ${taking('pg_try_advisory_xact_lock')} as taken`,
    [ownName(), key, witness],
  );
  const release = async (): Promise<void> => void (await session.query('rollback'));
  if (row?.taken === true) {
    return { isHeld: () => answers(session), goneSql: goneSql(witness), release };
  }
  await release();
  return undefined;
}

/** Nobody else has the second one, nor wants it: whether it is free tells whether the session is gone. */
function taking(lock: string): string {
  return `case when ${lock}(?::bigint) then ${lock}(?::bigint) else false end`;
}

function newWitness(): string {
  return nodeCrypto().randomBytes(8).readBigInt64BE().toString();
}

/** It is taken where it is free, but only until the end of the transaction that finds it so. */
function goneSql(witness: string): string {
  return `pg_try_advisory_xact_lock_shared(${witness})`;
}

const idleLimits = [
  'idle_in_transaction_session_timeout',
  'idle_session_timeout',
  'transaction_timeout',
] as const;

/**
 * Names the session, and lets it be idle for as long as the migrations run. A server knows only some
 * of these limits (https://www.postgresql.org/docs/18/runtime-config-client.html); `pg_settings` would
 * say which, in 3 ms.
 */
function preparation(isLocal: boolean): string {
  const limits = idleLimits.map(
    (name) =>
      `case when current_setting('${name}', true) is not null
        then set_config('${name}', '0', ${isLocal}) end`,
  );
  return `set_config('application_name', ?, ${isLocal}), ${limits.join(', ')}`;
}

/** The lock lives as long as its session, or its transaction: it is held while that answers. */
async function answers(session: LockSession): Promise<boolean> {
  return session.query('select 1').then(
    () => true,
    () => false,
  );
}

async function readHolder(session: LockSession, key: string): Promise<string | undefined> {
  const [row] = await session.query<{ pid: number; name: string | null; client: string | null }>(
    `select l.pid, a.application_name as name, host(a.client_addr) as client
      from pg_locks l left join pg_stat_activity a on a.pid = l.pid
      where l.locktype = 'advisory' and l.granted and l.objsubid = 1
        and l.database = (select oid from pg_database where datname = current_database())
        and (l.classid::bigint << 32 | l.objid::bigint) = ?::bigint`,
    [key],
  );
  if (row === undefined) return undefined;
  const { pid, name, client } = row;
  return `PostgreSQL session ${pid}${name ? ` (${name})` : ''}${client === null ? '' : ` from ${client}`}`;
}
