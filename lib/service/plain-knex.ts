import { readdirSync, readlinkSync } from 'node:fs';
import type { Knex } from 'knex';
import type { DialectName } from '../dialect/dialect.ts';
import { plainClient } from '../bookkeeping/plain-client.ts';
import { rowsOf } from '../dialect/rows-of.ts';
import { sessionLockPrefix } from './mysql-lock.ts';
import { ownPrefix } from './own-name.ts';
import { lockFileOf } from './sqlite-lock.ts';

/**
 * Tells whether anybody but knex-stairway has the database open, who could be the plain Knex that has
 * set the lock and not freed it. It errs on the side of yes.
 *
 * @param on of which the own connection does not count
 * @param file of a SQLite database
 */
export async function hasOthers(
  on: Knex,
  dialect: DialectName,
  file: string | undefined,
): Promise<boolean> {
  if (dialect === 'sqlite') return file === undefined ? false : isOpenElsewhere(file);
  const result: unknown = await plainClient(on).raw(questions[dialect]);
  const [row] = rowsOf<{ others: unknown }>(result);
  return Number(row?.others) > 0;
}

const questions = {
  // What a role may not see of a session of another is null: it counts.
  postgres: `select count(*) as others from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()
      and coalesce(backend_type, 'client backend') = 'client backend'
      and application_name not like '${ownPrefix}%'`,
  // Without the privilege PROCESS it sees the connections of its own user.
  mysql: `select count(*) as others from information_schema.processlist p
    where p.db = database() and p.id <> connection_id()
      and coalesce(is_used_lock(concat('${sessionLockPrefix}', p.id)), 0) <> p.id`,
} as const;

/**
 * Looks for another process that has the file open, and not the file that waits for the lock: Linux
 * shows the open files of all processes of this user. Where it shows none, the answer is yes.
 */
function isOpenElsewhere(file: string): boolean {
  const processes = listProcesses();
  return (
    processes === undefined ||
    processes
      .filter((pid) => pid !== String(process.pid))
      .map(openFilesOf)
      .some((files) => files.has(file) && !files.has(lockFileOf(file)))
  );
}

function listProcesses(): string[] | undefined {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/u.test(name));
  } catch {
    return undefined;
  }
}

function openFilesOf(pid: string): ReadonlySet<string> {
  const folder = `/proc/${pid}/fd`;
  try {
    return new Set(
      readdirSync(folder).flatMap((descriptor) => {
        try {
          return readlinkSync(`${folder}/${descriptor}`);
        } catch {
          // It was closed meanwhile.
          return [];
        }
      }),
    );
  } catch {
    // It has ended, or is another user's, who shares no file with us that both may write.
    return new Set();
  }
}
