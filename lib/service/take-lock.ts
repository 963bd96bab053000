import type { Knex } from 'knex';
import { isStairwayError } from '../errors.ts';
import type { SettledRun } from './run.ts';
import type { LockHolder } from './lock-holder.ts';
import { poll, type HeldLock, type MigrationLock } from './migration-lock.ts';
import { holderOf } from './run-record.ts';
import { lockedByRun, waitingCut } from './service-error.ts';

/** Takes our lock, or says who has it. */
export async function takeLock(
  { record, config }: SettledRun,
  on: Knex,
  lock: MigrationLock,
  deadline: number,
): Promise<HeldLock> {
  const start = performance.now();
  let told: string | undefined;
  const readHolder = async (): Promise<LockHolder> => {
    const session = await answered(lock.readHolderSession());
    return { ...holderOf(await record.readIfAny(on)), session };
  };
  const held = await poll(
    () => answered(lock.tryTake()),
    { deadline, signal: config.signal },
    async () => {
      if (told !== undefined && performance.now() - start < 1_000) return;
      const holder = await readHolder();
      const key = JSON.stringify(holder);
      if (key === told) return;
      told = key;
      config.tell({ type: 'lock-wait', by: 'migrate', holder, limitMs: config.lockWaitMs });
    },
  );
  if (held === undefined) throw lockedByRun(config.lockWaitMs, await readHolder());
  config.tell({ type: 'lock', waitedMs: performance.now() - start });
  return keptAlive(held);
}

/** Of an answer that does not come the connection on which we wait for our turn is to blame. */
async function answered<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw isStairwayError(error) ? error : waitingCut(error);
  }
}

/** Firewalls forget connections that are silent for minutes, and a migration may take hours. */
const heartbeatMs = 30_000;

function keptAlive(held: HeldLock): HeldLock {
  const timer = setInterval(() => void held.isHeld(), heartbeatMs).unref();
  return {
    ...held,
    release() {
      clearInterval(timer);
      return held.release();
    },
  };
}
