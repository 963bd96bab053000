import type { Knex } from 'knex';
import { Bookkeeping } from '../bookkeeping/bookkeeping.ts';
import { listMigrationsOf, pendingOf } from '../bookkeeping/listed.ts';
import type { Problem } from '../errors.ts';
import { problemsOfChanges } from '../history/changed-migrations.ts';
import { outOfOrderIn, outOfOrderPolicyOf, problemsOfOrder } from '../history/out-of-order.ts';
import type { MigrationFile } from '../source/migration-file.ts';
import { problemsOfHeads } from '../stairway/heads.ts';
import { readLock, type LockState } from './read-lock.ts';
import { readMessage } from './read-message.ts';
import { RunRecord } from './run-record.ts';

/** A migration that is recorded as applied. */
export interface AppliedStatus {
  readonly name: string;
  readonly batch: number;
  /** ISO time; null where none is recorded. */
  readonly appliedAt: string | null;
  /** What its header says it does; empty where it has none, or was not to be read. */
  readonly message: string;
  /** Whether the source does not list it any more. */
  readonly isMissing: boolean;
}

/** A migration that is not applied. */
export interface PendingStatus {
  readonly name: string;
  readonly message: string;
  /** Whether it is older than one that is applied, and the source minds (`outOfOrder`). */
  readonly isOutOfOrder: boolean;
}

/** A migration that was begun where the database cannot roll back, and whose end nobody has seen. */
export interface HalfApplied {
  readonly name: string;
  /** ISO time at which it began. */
  readonly since: string | null;
  readonly host: string;
  readonly pid: number;
}

/** Where a database stands. */
export interface Status {
  /** In the order in which they were recorded. */
  readonly applied: readonly AppliedStatus[];
  /** In the order in which they would run. */
  readonly pending: readonly PendingStatus[];
  readonly halfApplied: HalfApplied | null;
  readonly lock: LockState;
  /**
   * Applied migrations whose content has changed since, headers that make no one chain, and under
   * `outOfOrder: 'error'` what is pending and older than what is applied.
   */
  readonly problems: readonly Problem[];
}

/** What to read. */
export interface StatusOptions {
  /** Of how many applied migrations, the last ones, the message is read. Default: all. */
  readonly messages?: number | undefined;
}

/**
 * Reads what is applied, what is pending, and who is at it. It makes no table, takes no lock and
 * changes nothing.
 */
export async function readStatus(
  knex: Knex,
  { messages = Number.POSITIVE_INFINITY }: StatusOptions = {},
): Promise<Status> {
  const bookkeeping = new Bookkeeping(knex);
  const listed = await listMigrationsOf(bookkeeping.config);
  const rows = (await bookkeeping.exists()) ? await bookkeeping.readRows() : [];
  const record = await new RunRecord(bookkeeping).readIfAny(knex);
  const lock = await readLock(knex, bookkeeping, record);

  const items = new Map(listed.map(({ name, item }) => [name, item]));
  const applied = rows.map(({ name, batch, migrationTime }, index) => ({
    name,
    batch,
    appliedAt: migrationTime?.toISOString() ?? null,
    message: index >= rows.length - messages ? readMessage(items.get(name)) : '',
    isMissing: !items.has(name),
  }));
  const recorded = new Set(rows.map(({ name }) => name));
  const policy = outOfOrderPolicyOf(bookkeeping.config.source);
  const outOfOrder = policy === 'allow' ? new Set<string>() : outOfOrderIn(listed, recorded);
  const pending = pendingOf(listed, recorded).map(({ name, item }) => ({
    name,
    message: readMessage(item),
    isOutOfOrder: outOfOrder.has(name),
  }));
  const isHalf =
    typeof record?.migration === 'string' &&
    lock.state !== 'held' &&
    !recorded.has(record.migration);
  const halfApplied = isHalf
    ? {
        name: String(record.migration),
        since: record.migration_since,
        host: record.host,
        pid: record.pid,
      }
    : null;
  const files = listed.map(({ item }) => item);
  const problems = [
    ...(files.every(isMigrationFile) ? problemsOfHeads(files) : []),
    ...(await problemsOfChanges(knex, bookkeeping, listed, rows)),
    ...(policy === 'error' ? problemsOfOrder(listed, [...recorded]) : []),
  ];
  return { applied, pending, halfApplied, lock, problems };
}

/** Other sources than ours list what they like. */
function isMigrationFile(item: unknown): item is MigrationFile {
  return typeof item === 'object' && item !== null && 'file' in item && 'revision' in item;
}
