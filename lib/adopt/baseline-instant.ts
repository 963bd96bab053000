import type { EpochMigrationSource } from '../migration/epoch-migration-source.ts';
import { readStamp } from '../revision/stamp.ts';
import type { Since } from '../schema/conventions.ts';

/**
 * Chooses the time of a baseline: that of the last migration it stands for, so that what comes later
 * stays later, and the conventions hold for it that held for that. Names without a time are older
 * than all conventions: the day before the first of them begins.
 *
 * @param last milliseconds since 1970; undefined for a legacy migration
 */
export function baselineInstant(
  last: number | undefined,
  conventions: EpochMigrationSource['conventions'],
  now: number,
): number {
  if (last !== undefined) return last;
  const since = (conventions === false ? [] : [conventions].flat())
    .map((entry) => instantOf(entry.since))
    .filter((instant) => instant !== undefined);
  return Math.min(now, ...since.map((instant) => instant - 86_400_000));
}

function instantOf(since: Since | undefined): number | undefined {
  if (since === undefined) return undefined;
  if (since instanceof Date) return since.getTime();
  const stamp = readStamp(String(since));
  return stamp.kind === 'stamp' ? stamp.instant : undefined;
}
