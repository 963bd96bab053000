import { isStairwayError, messageOf, StairwayError, type Problem } from '../errors.ts';
import { formatDuration } from './duration.ts';
import type { RunRow } from './run-record.ts';

type Code = `E_${string}`;

/** `migrate` has stopped before all was applied. */
export class MigrateError extends StairwayError {
  /** What this run has applied for good before it stopped. */
  readonly applied: readonly string[];

  constructor(
    code: Code,
    headline: string,
    problems: readonly Problem[],
    {
      applied = [],
      cause,
    }: { readonly applied?: readonly string[]; readonly cause?: unknown } = {},
  ) {
    super(code, headline, problems, cause === undefined ? undefined : { cause });
    this.applied = Object.freeze([...applied]);
  }
}

/** Who holds the lock, as far as it is known. */
export interface LockHolder {
  /** Machine and process; undefined for a plain Knex, which does not write itself down. */
  readonly host?: string | undefined;
  readonly pid?: number | undefined;
  /** ISO time at which it took the lock. */
  readonly since?: string | undefined;
  /** How the database calls its session. */
  readonly session?: string | undefined;
}

/** Somebody else held the lock for as long as this run was to wait. */
export class LockTimeoutError extends MigrateError {
  readonly holder: LockHolder;

  constructor(lockWaitMs: number, holder: LockHolder, problem: Omit<Problem, 'code'>) {
    const patience = lockWaitMs === 0 ? 'at once' : `within ${formatDuration(lockWaitMs)}`;
    super('E_LOCK_TIMEOUT', `The lock was not to be had ${patience}; nothing was run.`, [
      { code: 'E_LOCK_TIMEOUT', ...problem },
    ]);
    this.holder = holder;
  }
}

/** @param lockWaitMs how long it was waited for */
export function lockedByRun(lockWaitMs: number, holder: LockHolder): LockTimeoutError {
  return new LockTimeoutError(lockWaitMs, holder, {
    where: describeHolder(holder),
    what: 'holds the lock',
    repair:
      'Wait for it (--lock-wait); if it hangs, end that process: the database frees the lock by itself.',
  });
}

/** @param lockTable Knex's own */
export function lockedByKnex(lockWaitMs: number, lockTable: string): LockTimeoutError {
  return new LockTimeoutError(
    lockWaitMs,
    {},
    {
      where: `${lockTable}, is_locked`,
      what: 'is set by a plain Knex; Knex does not say by which process, and others have the database open',
      repair:
        'Let that migration end. If none is running, it was killed: free it by npx knex migrate:unlock.',
    },
  );
}

/** In words: `process 12 on host web-1, since 2024-…`. */
export function describeHolder({ host, pid, since, session }: LockHolder): string {
  const parts = [
    host !== undefined && `process ${pid} on host ${host}`,
    session,
    since !== undefined && `since ${since}`,
  ].filter((part) => typeof part === 'string');
  return parts.length === 0 ? 'another process' : parts.join(', ');
}

export function lockLost(applied: readonly string[], what: string): MigrateError {
  const problem: Problem = {
    code: 'E_LOCK_LOST',
    where: 'the lock',
    what,
    repair: 'Run it again: it goes on where this run has stopped.',
  };
  return new MigrateError(
    'E_LOCK_LOST',
    'The lock was lost in the middle; nothing more was run.',
    [problem],
    { applied },
  );
}

/** A migration was begun, and nobody knows how far it came. */
export class HalfAppliedError extends MigrateError {
  readonly migration: string;

  constructor(
    migration: string,
    problem: Omit<Problem, 'code' | 'where' | 'repair'>,
    options: { readonly applied?: readonly string[]; readonly cause?: unknown } = {},
  ) {
    super(
      'E_HALF_APPLIED',
      `${migration} may be half applied; nothing more was run.`,
      [{ code: 'E_HALF_APPLIED', where: migration, repair: repairOf(migration), ...problem }],
      options,
    );
    this.migration = migration;
  }
}

export function halfApplied({
  migration,
  migration_since: since,
  host,
  pid,
}: RunRow): HalfAppliedError {
  return new HalfAppliedError(String(migration), {
    what: `was begun ${since} by process ${pid} on host ${host}, which did not come to its end; this database cannot roll it back`,
  });
}

function repairOf(migration: string): string {
  return [
    'First see that the process is gone, and compare the database with the file.',
    `To undo by hand what is there and run it again: --resume ${migration}.`,
    `To finish by hand what is missing and record it: --mark-applied ${migration}.`,
  ].join(' ');
}

/** A migration threw. */
export function migrationFailed(
  name: string,
  cause: unknown,
  {
    applied,
    isHalf,
    isRolledBack,
  }: {
    readonly applied: readonly string[];
    readonly isHalf: boolean;
    readonly isRolledBack: boolean;
  },
): MigrateError {
  if (isHalf) {
    const what = `failed (${messageOf(cause)}), and this database cannot roll back what it had done`;
    return new HalfAppliedError(name, { what }, { applied, cause });
  }
  const problems = isStairwayError(cause)
    ? cause.problems
    : [
        {
          code: 'E_MIGRATION_FAILED' as const,
          where: name,
          what: `failed: ${messageOf(cause)}`,
          repair: 'Mend the migration or the data, and run it again.',
        },
      ];
  const state = isRolledBack ? 'it was rolled back' : 'nothing of it was done';
  return new MigrateError('E_MIGRATION_FAILED', `${name} failed; ${state}.`, problems, {
    applied,
    cause,
  });
}

export function aborted(applied: readonly string[], cause: unknown): MigrateError {
  const done =
    applied.length === 0 ? 'nothing was applied' : `applied before: ${applied.join(', ')}`;
  return new MigrateError('E_ABORTED', `Stopped by request; ${done}.`, [], { applied, cause });
}
