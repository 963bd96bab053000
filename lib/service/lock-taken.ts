/** Whether a statement failed because somebody else has locked what it needs. */
export function isLockTaken(error: unknown): boolean {
  const { code, errno } = error as { readonly code?: unknown; readonly errno?: unknown };
  return (
    // lock_not_available and deadlock_detected of PostgreSQL
    code === '55P03' ||
    code === '40P01' ||
    // ER_LOCK_WAIT_TIMEOUT (MariaDB's NOWAIT, too), ER_LOCK_DEADLOCK, ER_LOCK_NOWAIT of MySQL 8
    errno === 1205 ||
    errno === 1213 ||
    errno === 3572 ||
    /^SQLITE_(?:BUSY|LOCKED)/u.test(String(code))
  );
}
