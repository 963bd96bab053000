import type { Knex } from 'knex';
import { Bookkeeping } from '../bookkeeping/bookkeeping.ts';
import { assertComplete, listMigrationsOf, pendingOf, type Listed } from '../bookkeeping/listed.ts';
import { plainClient, rowsOf } from '../bookkeeping/plain-client.ts';
import { dialectOf } from '../dialect/dialect-of.ts';
import { OptionsError } from '../errors.ts';
import { applyAll, type Loaded } from './apply.ts';
import { claim, type Run } from './claim.ts';
import { openLockSession, type LockSession } from './lock-session.ts';
import { settleMigrateOptions, type MigrateOptions } from './migrate-options.ts';
import { poll, type HeldLock, type MigrationLock } from './migration-lock.ts';
import { mysqlLock } from './mysql-lock.ts';
import { postgresLock } from './postgres-lock.ts';
import { RunRecord } from './run-record.ts';
import { aborted, lockedByRun, MigrateError, type LockHolder } from './service-error.ts';
import { sqliteLock } from './sqlite-lock.ts';
import { upTo } from './up-to.ts';
import { waitForDatabase } from './wait-for-database.ts';

/** What a run has done. */
export interface MigrateResult {
  /** Names of the migrations that this run has applied, in order. */
  readonly applied: readonly string[];
  /** How many migrations were applied before it. */
  readonly skipped: number;
  /** The number in knex_migrations of what it has applied; null where it had nothing to do. */
  readonly batch: number | null;
  /** Milliseconds, waiting included. */
  readonly durationMs: number;
}

/**
 * Applies what is pending, as a service: waits for the database, takes a lock that the database lets
 * go when this process dies, applies what Knex would apply, in Knex's tables, and lets go. Any number
 * of processes may do so at once, a plain Knex among them.
 *
 * @throws OptionsError for options that cannot be meant; nothing was done
 * @throws StairwayError with the code `E_DATABASE` where the database does not answer
 * @throws BookkeepingError where recorded migrations are missing; nothing was run
 * @throws LockTimeoutError where somebody else held the lock for too long; nothing was run
 * @throws HalfAppliedError where a migration was cut off that the database cannot roll back
 * @throws MigrateError where a migration failed, where the lock was lost, or where the signal came
 * @example
 * const { applied } = await migrate(knex, { wait: '60s', lockTimeout: '5s' });
 * console.log(`${applied.length} migrations applied`);
 */
export async function migrate(knex: Knex, options: MigrateOptions = {}): Promise<MigrateResult> {
  const start = performance.now();
  const run = settleRun(knex, options);
  const { signal, tell } = run.config;
  try {
    const result = await migrateConnected(run, start);
    const { applied, skipped, durationMs } = result;
    tell({ type: 'done', applied, skipped, durationMs });
    return result;
  } catch (error) {
    throw signal?.aborted === true && error === signal.reason ? aborted([], error) : error;
  }
}

function settleRun(knex: Knex, options: MigrateOptions): Omit<Run, 'file'> {
  const dialect = dialectOf(knex)?.name;
  if (dialect === undefined || knex.isTransaction === true) throw unusable(knex);
  const bookkeeping = new Bookkeeping(knex, options.migrations);
  const record = new RunRecord(bookkeeping);
  return { knex, dialect, bookkeeping, record, config: settleMigrateOptions(options, dialect) };
}

async function migrateConnected(run: Omit<Run, 'file'>, start: number): Promise<MigrateResult> {
  const connection = await connect(run);
  try {
    return await migrateOver(connection, run, start);
  } finally {
    await connection.close();
  }
}

/** A way to the database that does not touch the pool before it is our turn. */
interface Connection {
  readonly on: Knex;
  readonly lock: MigrationLock;
  readonly file: string | undefined;
  close(): Promise<void>;
}

/** A server that does not answer for so long is one to wait for. */
const firstTryMs = 10_000;

/** Connects at once where it can, and waits only where it must. */
async function connect(run: Omit<Run, 'file'>): Promise<Connection> {
  const { signal, waitMs, tell } = run.config;
  signal?.throwIfAborted();
  const wait = async (): Promise<unknown> =>
    waitForDatabase(run.knex, {
      limitMs: waitMs,
      signal,
      onWait: (waiting) => tell({ type: 'wait', ...waiting }),
    });
  if (run.dialect === 'sqlite') {
    await wait();
    const file = await readFileName(run.knex);
    return { on: run.knex, lock: sqliteLock(run.knex, file), file, close: async () => {} };
  }
  try {
    return await connectSession(run, Math.min(firstTryMs, waitMs || firstTryMs));
  } catch (error) {
    await wait();
    // It answers: it has come up meanwhile, or the error was another.
    if (waitMs === 0) throw error;
    return connectSession(run, firstTryMs);
  }
}

async function connectSession(
  { knex, dialect, bookkeeping }: Omit<Run, 'file'>,
  timeoutMs: number,
): Promise<Connection> {
  const session = await openLockSession(knex, { acquireConnectionTimeout: timeoutMs });
  const lock = dialect === 'postgres' ? postgresLock : mysqlLock;
  return {
    on: session.knex,
    lock: await closingOnError(session, () => lock(session, bookkeeping.config)),
    file: undefined,
    close: () => session.close(),
  };
}

async function closingOnError<T>(session: LockSession, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    await session.close();
    throw error;
  }
}

/** Absolute, as SQLite knows it; undefined for a database in memory. */
async function readFileName(knex: Knex): Promise<string | undefined> {
  const rows = rowsOf<{ name: string; file: string }>(
    await plainClient(knex).raw('pragma database_list'),
  );
  return rows.find(({ name }) => name === 'main')?.file || undefined;
}

async function migrateOver(
  { on, lock, file }: Connection,
  settled: Omit<Run, 'file'>,
  start: number,
): Promise<MigrateResult> {
  const run: Run = { ...settled, file };
  const { bookkeeping, config } = run;
  const listed = await listMigrationsOf(bookkeeping.config);
  const nothing = (applied: number): MigrateResult => ({
    applied: [],
    skipped: applied,
    batch: null,
    durationMs: performance.now() - start,
  });
  const named = config.resume ?? config.markApplied;
  const pendingOver = (names: readonly string[]): readonly Listed[] | undefined => {
    const pending = pendingIn(run, listed, names);
    const isNamedDone = named === undefined || names.includes(named);
    return pending.length === 0 && isNamedDone ? undefined : pending;
  };
  const before = await readNamesIfAny(bookkeeping, on);
  if (pendingOver(before) === undefined) return nothing(before.length);
  const deadline = performance.now() + config.lockWaitMs;
  const held = await takeLock(run, on, lock, deadline);
  try {
    // Those who waited find it done. Over the pool: an error may end a transaction that is the lock.
    const names = await readNamesIfAny(bookkeeping, run.knex);
    const toLoad = pendingOver(names);
    if (toLoad === undefined) return nothing(names.length);
    const loaded = await loadAll(run, toLoad);
    return await applyClaimed(run, listed, loaded, held, deadline, start);
  } finally {
    // It is the database's to let go of a lock whose connection was cut.
    await held.release().catch(() => {});
  }
}

async function applyClaimed(
  run: Run,
  listed: readonly Listed[],
  loaded: readonly Loaded[],
  lock: HeldLock,
  deadline: number,
  start: number,
): Promise<MigrateResult> {
  const { knex, bookkeeping, config } = run;
  const claimed = await claim(run, deadline);
  try {
    // A plain Knex may have been at work until the claim.
    const names = await bookkeeping.readNames(knex);
    const applied = new Set(names);
    pendingIn(run, listed, names);
    const pending = loaded.filter(({ name }) => !applied.has(name));
    const batch = await bookkeeping.readNextBatch(knex);
    config.tell({
      type: 'start',
      pending: pending.map(({ name }) => name),
      applied: names.length,
      batch,
    });
    const done = await applyAll(run, pending, batch, { lock, claim: claimed });
    return {
      applied: Object.freeze([...done]),
      skipped: names.length,
      batch: done.length === 0 ? null : batch,
      durationMs: performance.now() - start,
    };
  } finally {
    await claimed.release().catch(() => {
      // The next run knows the lock for ours, and frees it.
    });
  }
}

/** Takes our lock, or says who has it. */
async function takeLock(
  { record, config }: Run,
  on: Knex,
  lock: MigrationLock,
  deadline: number,
): Promise<HeldLock> {
  const start = performance.now();
  let told: string | undefined;
  const readHolder = async (): Promise<LockHolder> => {
    const row = await record.readIfAny(on);
    const session = await lock.readHolderSession();
    return { host: row?.host, pid: row?.pid, since: row?.since, session };
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
      config.tell({ type: 'lock-wait', holder, isPlainKnex: false, limitMs: config.lockWaitMs });
    },
  );
  if (held === undefined) throw lockedByRun(config.lockWaitMs, await readHolder());
  config.tell({ type: 'lock', waitedMs: performance.now() - start });
  return held;
}

/** The table may not be there yet: then nothing is applied, or it has been made meanwhile. */
async function readNamesIfAny(bookkeeping: Bookkeeping, on: Knex): Promise<readonly string[]> {
  try {
    return await bookkeeping.readNames(on);
  } catch {
    return (await bookkeeping.exists(on)) ? bookkeeping.readNames(on) : [];
  }
}

function pendingIn(
  { bookkeeping, config }: Run,
  listed: readonly Listed[],
  applied: readonly string[],
): readonly Listed[] {
  assertComplete(listed, applied, bookkeeping.config);
  return pendingOf(upTo(listed, config.to), applied);
}

/** Loads all that will run before the first of them begins, as Knex does: what is broken stops it. */
async function loadAll({ bookkeeping }: Run, pending: readonly Listed[]): Promise<Loaded[]> {
  const { source } = bookkeeping.config;
  const loaded = await Promise.all(
    pending.map(async (listed) => ({
      ...listed,
      migration: await source.getMigration(listed.item),
    })),
  );
  const invalid = loaded.filter(
    ({ migration: { up, down } }) => typeof up !== 'function' || typeof down !== 'function',
  );
  if (invalid.length === 0) return loaded;
  throw new MigrateError(
    'E_MIGRATION_LOAD',
    'Some migrations are none; nothing was run.',
    invalid.map(({ name }) => ({
      code: 'E_MIGRATION_LOAD',
      where: name,
      what: 'has not both an up and a down function',
      repair: 'Export both.',
    })),
  );
}

function unusable(knex: Knex): OptionsError {
  const { driverName } = knex.client as { readonly driverName?: string };
  return new OptionsError('The database', [
    {
      code: 'E_DIALECT_UNKNOWN',
      where: `client ${driverName ?? 'without a driver'}`,
      what:
        knex.isTransaction === true
          ? 'is a transaction'
          : 'is of a database that migrate cannot lock',
      repair:
        knex.isTransaction === true
          ? 'Hand in the Knex itself: each migration has a transaction of its own.'
          : 'Migrate one of PostgreSQL, MySQL, MariaDB or SQLite.',
    },
  ]);
}
