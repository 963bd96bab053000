import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';

// Containers may share a temporary folder, but not their processes.
const host = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);

const isOurs = new RegExp(String.raw`^knex-stairway-[a-z]+-${host}-(?<pid>\d+)-`, 'u');

let isSwept = false;

/**
 * Makes a temporary folder that bears the number of this process; the first call removes those of
 * processes that have died.
 */
export function makeOwnFolder(kind: 'postgres' | 'sqlite'): string {
  if (!isSwept) removeOrphans();
  isSwept = true;
  return mkdtempSync(join(tmpdir(), `knex-stairway-${kind}-${host}-${process.pid}-`));
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}

function removeOrphans(): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = isOurs.exec(name)?.groups?.['pid'];
    if (pid === undefined || isAlive(Number(pid))) continue;
    try {
      removeFolder(join(tmpdir(), name));
    } catch {
      // Another user's, or another process is removing it: its own next start finds it.
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, and is another user's.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
