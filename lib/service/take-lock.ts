import type { Knex } from 'knex';
import type { SettledRun } from './run.ts';
import type { LockHolder } from './lock-holder.ts';
import { poll, type HeldLock, type MigrationLock } from './migration-lock.ts';
import { holderOf } from './run-record.ts';
import { lockedByRun } from './service-error.ts';

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
    const session = await lock.readHolderSession();
    return { ...holderOf(await record.readIfAny(on)), session };
  };
  const held = await poll(
    () => lock.tryTake(),
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
  return held;
}
