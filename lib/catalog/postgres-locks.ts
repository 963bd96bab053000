/**
 * Keeps, behind the COMMIT too, which relations this transaction has locked against other changes:
 * whatever changes one does so, and its lock is held until the end; GRANT does not lock.
 *
 * Source: https://www.postgresql.org/docs/18/view-pg-locks.html
 */
export const keepLocked = `select set_config('stairway.locked', array(
  select distinct relation from pg_locks where pid = pg_backend_pid() and locktype = 'relation'
    and relation >= 16384 and database = (select oid from pg_database where datname = current_database())
    and mode not in ('AccessShareLock', 'RowShareLock', 'RowExclusiveLock'))::text, false)`;

/** SQL of what `keepLocked` has kept: relations, sequences, indexes and TOAST, those that are gone among them. */
export const lockedThere = `current_setting('stairway.locked', true)::oid[]`;

/**
 * Asks for what `keepLocked` has kept, in rows as those of `changesQuery`: `locked` has all of it,
 * `touched` the relations and sequences among it that are still there.
 */
export function lockedQuery(): string {
  return `
    select 'snapshot' as catalog, txid_current_snapshot()::text as count,
      (txid_current_if_assigned() is not null)::text as new
    union all select 'locked', null, current_setting('stairway.locked', true)
    union all select 'touched', null, set_config('stairway.touched', array(
      select c.oid from unnest(${lockedThere}) l join pg_class c on c.oid = l
      where c.relkind not in ('i', 'I', 't'))::text, true)`;
}
