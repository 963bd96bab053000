import { standingFor, type Boundary } from './postgres-changes.ts';
import { boundaryOf, byCatalog } from './postgres-memory.ts';
import { PreparedQueries, rowsOf, textOfCalls, type Calls } from './postgres-prepared.ts';
import type { Part } from './postgres-question.ts';
import { arrayOf, oidsOf } from './postgres-row.ts';
import type { TextRow } from './plain-query.ts';

/** What transactions have locked against other changes, and parts of it. */
export interface LockedAnswer {
  /** Behind the last of them. */
  readonly boundary: Boundary | undefined;
  /** How many transactions there were. */
  readonly steps: number;
  /** Relations, sequences, indexes and TOAST, those that are gone among them. */
  readonly locked: readonly string[];
  /** The relations and sequences among them that are there. */
  readonly touched: readonly string[];
  /** Of those that are touched; empty where none was expected to be. */
  readonly parts: Readonly<Partial<Record<Part, readonly TextRow[]>>>;
}

/**
 * The relations that the transaction has locked against other changes: whatever changes one locks it,
 * and its lock is held until the end; GRANT does not lock. It runs in the session of a migration, whose
 * search_path may be any.
 *
 * Source: https://www.postgresql.org/docs/18/view-pg-locks.html
 */
const lockedHere = `
  select l.relation as oid from pg_catalog.pg_locks l
  where l.pid = pg_catalog.pg_backend_pid() and l.locktype = 'relation' and l.relation >= 16384
    and l.database = (select d.oid from pg_catalog.pg_database d
      where d.datname = pg_catalog.current_database())
    and l.mode not in ('AccessShareLock', 'RowShareLock', 'RowExclusiveLock')`;

/** Asks for them, and keeps behind the COMMIT which of them are there. */
function keepQuery(locked: string): string {
  return `
    with locked as materialized (${locked})
    select array(select oid from locked)::text as locked,
      pg_catalog.set_config('stairway.touched', array(
        ${standingFor('select oid from locked')})::text, false) as touched`;
}

/** What takes no arguments is never planned again. */
const keepQueries = {
  /** For a reading that does not follow at once. */
  locked: `select array(${lockedHere})::text as locked`,
  keep: keepQuery(lockedHere),
};

/** `$1` has what earlier transactions have locked. */
const keepMoreQueries = {
  keep_more: keepQuery(`${lockedHere} union select pg_catalog.unnest($1)`),
};

/** Asks with COMMITs what their transactions have locked; several may pass before one asks for parts. */
export class LocksQuestion {
  readonly #keep = new PreparedQueries<keyof typeof keepQueries>(undefined, keepQueries);
  readonly #keepMore = new PreparedQueries<'keep_more'>('oid[]', keepMoreQueries);
  /** What transactions have locked behind which nothing was read. */
  #passed: Pick<LockedAnswer, 'steps' | 'locked'> = nothing;
  #isLost = false;
  #answer: { readonly answer: LockedAnswer; readonly connection: object } | undefined;

  get prepared(): readonly PreparedQueries<string>[] {
    return [this.#keep, this.#keepMore] as PreparedQueries<string>[];
  }

  /**
   * SQL that stands before the COMMIT.
   *
   * @param isRead whether parts are asked for behind it
   */
  textBefore(isRead: boolean): string {
    const { locked } = this.#passed;
    if (!isRead) return this.#keep.call('locked');
    return locked.length === 0
      ? this.#keep.call('keep')
      : this.#keepMore.call('keep_more', arrayOf(locked));
  }

  /** SQL that stands behind it, where a reading follows. */
  textBehind(parts: Calls<Part>): string {
    return textOfCalls([snapshot, ...parts], true);
  }

  /** Notes that a transaction passes of which nothing is kept. */
  lose(): void {
    this.#isLost = true;
  }

  /** Whether all that was done here was kept: then it is others who have done more. */
  get isWhole(): boolean {
    return !this.#isLost;
  }

  /** Notes that a transaction has passed; the last result is that of its COMMIT. */
  pass(results: readonly unknown[]): void {
    const { steps, locked } = this.#passed;
    const more = keptIn(results.slice(0, -1)).locked;
    this.#passed = { steps: steps + 1, locked: [...new Set([...locked, ...more])] };
  }

  /** Keeps what came of both texts: the last results are those behind the COMMIT. */
  take(results: readonly unknown[], connection: object, parts: Calls<Part>): void {
    const calls = [snapshot, ...parts];
    // Before them, settings are set.
    const behind = results.slice(-calls.length - 1);
    const { snapshot: at, ...read } = rowsOf(calls, behind);
    const answer = {
      ...keptIn(results.slice(0, -behind.length - 1)),
      boundary: boundaryOf(byCatalog(at)),
      steps: this.#passed.steps + 1,
      parts: read,
    };
    this.#answer = { answer, connection };
  }

  /** The answer that came on a connection. */
  answerOn(connection: object): LockedAnswer | undefined {
    return this.#answer?.connection === connection ? this.#answer.answer : undefined;
  }

  forgetAnswer(): void {
    this.#answer = undefined;
  }

  /** What has passed is known by another way. */
  forgetAll(): void {
    this.#answer = undefined;
    this.#passed = nothing;
    this.#isLost = false;
  }
}

const nothing = { steps: 0, locked: [] } as const;

/** What was asked before a COMMIT, by the last of some results. */
function keptIn(results: readonly unknown[]): Pick<LockedAnswer, 'locked' | 'touched'> {
  const { rows } = results.at(-1) as { readonly rows: readonly TextRow[] };
  return { locked: oidsOf(rows[0]?.['locked']), touched: oidsOf(rows[0]?.['touched']) };
}

const snapshot = [
  'snapshot',
  `select 'snapshot' as catalog, txid_current_snapshot()::text as count, 'false' as new`,
] as const;
