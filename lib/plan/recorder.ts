import { kindOf } from './plain-sql.ts';
import type { PlannedStatement } from './plan.ts';

/** What becomes of a statement: another text, none, or an error in its place. */
export interface Sent {
  /** What is really sent; undefined for nothing. */
  readonly sql: string | undefined;
  /** As the plan shows it, where that is not what the migration has written. */
  readonly shown?: string;
  readonly note?: string;
}

/** Sees a statement before it is sent, and may throw. */
export type Adapt = (sql: string) => Sent;

/** Longest batch that is told from the next one, in statements. */
const longestBatch = 16;

/** A statement as it is being counted. */
type Counted = { -readonly [Key in keyof PlannedStatement]: PlannedStatement[Key] };

/** Listens to a connection, and writes down what a migration sends. */
export class Recorder {
  /** Set before each migration. */
  adapt: Adapt = (sql) => ({ sql });
  #statements: Counted[] | undefined;
  #hasReadRows = false;

  /** Begins the statements of a migration; they grow until `stop`. */
  start(): readonly PlannedStatement[] {
    this.#hasReadRows = false;
    return (this.#statements = []);
  }

  stop(): void {
    this.#statements = undefined;
  }

  /** @returns what to send */
  take(sql: string, bindings: readonly unknown[]): string | undefined {
    if (this.#statements === undefined) return sql;
    const { sql: sent, shown = sql, note } = this.adapt(sql);
    this.#note(this.#statements, shown, bindings, note);
    return sent;
  }

  #note(
    statements: Counted[],
    sql: string,
    bindings: readonly unknown[],
    note: string | undefined,
  ): void {
    const kind = kindOf(sql);
    const dependsOnData = kind === 'write' && this.#hasReadRows;
    const statement = { sql, bindings: bindings.map(plainValue), kind, dependsOnData, times: 1 };
    statements.push(note === undefined ? statement : { ...statement, note });
    this.#hasReadRows ||= kind === 'read';
    foldBatch(statements);
  }
}

/** Counts the last statements on to those before, where they are the same again with other values. */
function foldBatch(statements: Counted[]): void {
  for (let length = 1; length <= Math.min(longestBatch, statements.length / 2); length += 1) {
    const last = statements.slice(-length);
    const before = statements.slice(-2 * length, -length);
    if (!last.every((one, index) => isRepeated(one, before[index]))) continue;
    if (last.every(({ kind }) => kind === 'transaction')) continue;
    statements.splice(-length);
    for (const one of before) one.times += 1;
    return;
  }
}

/** Statements that do not follow from rows are the migration's own: each is shown. */
function isRepeated(one: Counted, before: Counted | undefined): boolean {
  if (one.kind === 'write' && !one.dependsOnData) return false;
  return (
    before !== undefined &&
    one.times === 1 &&
    before.dependsOnData === one.dependsOnData &&
    withoutNumbers(before.sql) === withoutNumbers(one.sql)
  );
}

/** Knex numbers its savepoints. */
function withoutNumbers(sql: string): string {
  return sql.replace(/\btrx\d+/u, 'trx');
}

/** A value as JSON can hold it. */
function plainValue(value: unknown): unknown {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (value instanceof Uint8Array) return `\\x${Buffer.from(value).toString('hex')}`;
  if (typeof value === 'bigint') return String(value);
  return value === undefined ? null : value;
}
