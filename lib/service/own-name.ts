import { hostname } from 'node:os';

/** How every session of knex-stairway that waits for the lock, or holds it, begins its name. */
export const ownPrefix = 'knex-stairway ';

/**
 * The name of this process for `application_name` of PostgreSQL, which holds 63 bytes of ASCII:
 * https://www.postgresql.org/docs/18/runtime-config-logging.html#GUC-APPLICATION-NAME
 */
export function ownName(): string {
  return `${ownPrefix}${process.pid}@${hostname()}`.slice(0, 63);
}
