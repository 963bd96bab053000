import { isStairwayError, messageOf, StairwayError, type Problem } from '../errors.ts';
import { formatDuration } from '../duration.ts';
import { describeHolder, type LockHolder } from './lock-holder.ts';
import type { RunRow } from './run-record.ts';

type Code = `E_${string}`;

/**
 * `migrate` has stopped before all was applied.
 *
 * @example
 * await knex.schema.createTable('member', (table) => table.increments('id')); // what a migration wants to make
 * const thrown: unknown = await migrate(knex).catch((error: unknown) => error);
 * if (thrown instanceof MigrateError) console.log(thrown.code, thrown.applied.length); // E_MIGRATION_FAILED 1
 */
export class MigrateError extends StairwayError {
  /** What this run has applied for good before it stopped; nothing where the database is not there to say. */
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

/**
 * Somebody else held the lock for as long as this run was to wait.
 *
 * @example
 * const first = migrate(knex);
 * const second: unknown = await migrate(knex, { lockWait: 0 }).catch((error: unknown) => error);
 * if (second instanceof LockTimeoutError) console.log(second.code); // E_LOCK_TIMEOUT
 * await first;
 */
export class LockTimeoutError extends MigrateError {
  /** Who held it, as far as it is known. */
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

/** @param before the run whose statement it is */
export function lockedByOrphan(lockWaitMs: number, before: LockHolder): LockTimeoutError {
  return new LockTimeoutError(lockWaitMs, before, {
    where: describeHolder(before),
    what: 'is gone, and the database is still at work on its last statement',
    repair: 'Wait until it has ended and is rolled back (--lock-wait), or end that session.',
  });
}

/** @param what became of it, as a clause that continues `the lock` */
export function lockLost(applied: readonly string[], what: string, cause?: unknown): MigrateError {
  const problem: Problem = {
    code: 'E_LOCK_LOST',
    where: 'the lock',
    what,
    repair: 'Run it again: it goes on where this run has stopped.',
  };
  const headline = 'The lock was lost in the middle; nothing more was run.';
  return new MigrateError('E_LOCK_LOST', headline, [problem], { applied, cause });
}

/** The connection on which a run waited for its turn does not answer any more. */
export function waitingCut(cause: unknown): MigrateError {
  return lockLost([], `was waited for on a connection that was cut: ${messageOf(cause)}`, cause);
}

/** The record of what is applied cannot be kept; nothing was run. */
export function cannotRecord(tableName: string, cause: unknown): MigrateError {
  const problem: Problem = {
    code: 'E_BOOKKEEPING_WRITE',
    where: tableName,
    what: `and the tables beside it cannot be made or written: ${messageOf(cause)}`,
    repair:
      'Let this user create tables there, and see that the database is not read-only or full.',
  };
  return new MigrateError(
    'E_BOOKKEEPING_WRITE',
    'What is applied cannot be recorded; nothing was run.',
    [problem],
    { cause },
  );
}

/** @param file that SQLite's lock needs */
export function cannotLock(file: string, cause: unknown): MigrateError {
  const problem: Problem = {
    code: 'E_LOCK_FILE',
    where: file,
    what: `cannot be made: ${messageOf(cause)}`,
    repair:
      'Let this user write in the folder of the database; SQLite needs that for its journal, too.',
  };
  return new MigrateError('E_LOCK_FILE', 'The lock cannot be taken; nothing was run.', [problem], {
    cause,
  });
}

/**
 * A migration was begun, and nobody knows how far it came.
 *
 * @example
 * const modules = {
 *   '1728372261_c0a05e0cd317_in_two.js': {
 *     config: { transaction: false },
 *     async up(on: Knex) {
 *       await on('user_account').insert({ username: 'eve' });
 *       throw new Error('in the middle');
 *     },
 *     down: async () => {},
 *   },
 * };
 * const migrationSource = new EpochMigrationSource({ modules });
 * const thrown: unknown = await migrate(knex, { migrations: { migrationSource } }).catch((error: unknown) => error);
 * if (thrown instanceof HalfAppliedError) console.log(thrown.migration); // 1728372261_c0a05e0cd317_in_two
 */
export class HalfAppliedError extends MigrateError {
  /** Its name in knex_migrations. */
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

/** @param before the run that was cut off, with the migration that it had begun */
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

/** The signal came. */
export function aborted(applied: readonly string[], cause: unknown): MigrateError {
  const done =
    applied.length === 0 ? 'nothing was applied' : `applied before: ${applied.join(', ')}`;
  return new MigrateError('E_ABORTED', `Stopped by request; ${done}.`, [], { applied, cause });
}
