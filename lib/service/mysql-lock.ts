import type { BookkeepingConfig } from '../bookkeeping/bookkeeping-config.ts';
import { lockName } from './lock-key.ts';
import type { LockSession } from './lock-session.ts';
import type { MigrationLock } from './migration-lock.ts';

/** Each session of ours holds a lock of this name and its number, so that others know it. */
export const sessionLockPrefix = 'knex-stairway-session:';

/** GET_LOCK, whose names are the server's: the name of the database goes into it. */
export async function mysqlLock(
  session: LockSession,
  { tableName, schemaName }: BookkeepingConfig,
): Promise<MigrationLock> {
  const [facts] = await session.query<{ db: string | null }>(
    `select database() as db, get_lock(concat('${sessionLockPrefix}', connection_id()), 0)`,
  );
  // The most that it takes: the session is idle for as long as the migrations run.
  await session.query('set session wait_timeout = 31536000');
  const name = lockName({ database: schemaName ?? facts?.db ?? undefined, table: tableName });
  const isHeld = async (): Promise<boolean> =>
    session
      .query<{ held: unknown }>('select is_used_lock(?) = connection_id() as held', [name])
      .then(
        ([row]) => Number(row?.held) === 1,
        () => false,
      );
  return {
    isPooled: false,
    async tryTake() {
      const [row] = await session.query<{ taken: unknown }>('select get_lock(?, 0) as taken', [
        name,
      ]);
      if (Number(row?.taken) !== 1) return undefined;
      const release = async (): Promise<void> =>
        void (await session.query('select release_lock(?)', [name]));
      return { isHeld, release };
    },
    async readHolderSession() {
      const [row] = await session.query<{ id: number | null; client: string | null }>(
        `select l.id, p.host as client from (select is_used_lock(?) as id) l
          left join information_schema.processlist p on p.id = l.id`,
        [name],
      );
      if (row === undefined || row.id === null) return undefined;
      return `MySQL connection ${row.id}${row.client === null ? '' : ` from ${row.client}`}`;
    },
  };
}
