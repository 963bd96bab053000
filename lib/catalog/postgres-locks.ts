import { standingFor, type Boundary } from './postgres-changes.ts';
import { boundaryOf, byCatalog } from './postgres-memory.ts';
import { PreparedQueries, rowsOf, textOfCalls, type Calls } from './postgres-prepared.ts';
import type { Part } from './postgres-question.ts';
import { oidsOf } from './postgres-row.ts';
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
 * Keeps, behind a COMMIT too, which relations a transaction has locked against other changes: whatever
 * changes one does so, and its lock is held until the end; GRANT does not lock. It runs in the session
 * of a migration, whose search_path may be any.
 *
 * @param also SQL of what is kept besides
 */
function keepQuery(also = ''): string {
  return `
    with locked as materialized (
      select l.relation as oid from pg_catalog.pg_locks l
      where l.pid = pg_catalog.pg_backend_pid() and l.locktype = 'relation' and l.relation >= 16384
        and l.database = (select d.oid from pg_catalog.pg_database d
          where d.datname = pg_catalog.current_database())
        and l.mode not in ('AccessShareLock', 'RowShareLock', 'RowExclusiveLock')
      union ${also})
    select pg_catalog.set_config('stairway.locked', array(select oid from locked)::text, false) as locked,
      pg_catalog.set_config('stairway.touched', array(
        ${standingFor('select oid from locked')})::text, false) as touched`;
}

/**
 * Source: https://www.postgresql.org/docs/18/view-pg-locks.html
 */
const keepQueries = {
  keep: keepQuery('select null where false'),
  keep_more: keepQuery(
    "select pg_catalog.unnest(pg_catalog.current_setting('stairway.locked', true)::pg_catalog.oid[])",
  ),
} as const;

/** Asks with COMMITs what their transactions have locked; several may pass before one asks for parts. */
export class LocksQuestion {
  readonly #keep = new PreparedQueries<'keep' | 'keep_more'>(undefined, keepQueries);
  /** What was kept and not yet asked for, and where. */
  #kept: { readonly connection: object; readonly steps: number } | undefined;
  #isLost = false;
  #answer: { readonly answer: LockedAnswer; readonly connection: object } | undefined;

  get prepared(): PreparedQueries<string> {
    return this.#keep as PreparedQueries<string>;
  }

  /** SQL that stands before the COMMIT. */
  textBefore(connection: object): string {
    return this.#keep.call(this.#stepsOn(connection) > 0 ? 'keep_more' : 'keep');
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

  /** Notes that a transaction has passed. */
  pass(connection: object): void {
    this.#kept = { connection, steps: this.#stepsOn(connection) + 1 };
  }

  /** Keeps what came of both texts: the last results are those behind the COMMIT. */
  take(results: readonly unknown[], connection: object, parts: Calls<Part>): void {
    const steps = this.#stepsOn(connection) + 1;
    const calls = [snapshot, ...parts];
    // Before them, settings are set.
    const behind = results.slice(-calls.length - 1);
    const { snapshot: at, ...read } = rowsOf(calls, behind);
    const { rows } = results[results.length - behind.length - 2] as { readonly rows: TextRow[] };
    const [locked, touched] = ['locked', 'touched'].map((name) => oidsOf(rows[0]?.[name]));
    const answer = {
      boundary: boundaryOf(byCatalog(at)),
      steps,
      locked: locked ?? [],
      touched: touched ?? [],
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
    this.#kept = undefined;
    this.#isLost = false;
  }

  #stepsOn(connection: object): number {
    return this.#kept?.connection === connection ? this.#kept.steps : 0;
  }
}

const snapshot = [
  'snapshot',
  `select 'snapshot' as catalog, txid_current_snapshot()::text as count, 'false' as new`,
] as const;
