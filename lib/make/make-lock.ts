import { rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { nodeCrypto } from '../node-crypto.ts';

/** A make takes milliseconds; a lock file of this age was left by one that died. */
const staleMs = 10_000;

/**
 * Runs one `make` of a source at a time, so that two that start together do not take one head and
 * one second. The lock lies in the temporary folder: the migrations' folder holds migrations only.
 *
 * @param folders absolute paths of all folders of the source
 */
export async function withMakeLock<T>(folders: readonly string[], make: () => T): Promise<T> {
  const key = nodeCrypto()
    .createHash('sha256')
    .update(folders.join('\n'))
    .digest('hex')
    .slice(0, 16);
  const lock = join(tmpdir(), `knex-stairway-make-${key}.lock`);
  while (!tryLock(lock)) {
    if (isStale(lock)) rmSync(lock, { force: true });
    else await setTimeout(10);
  }
  try {
    return make();
  } finally {
    rmSync(lock, { force: true });
  }
}

function tryLock(lock: string): boolean {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

function isStale(lock: string): boolean {
  const stat = statSync(lock, { throwIfNoEntry: false });
  return stat !== undefined && Date.now() - stat.mtimeMs > staleMs;
}
