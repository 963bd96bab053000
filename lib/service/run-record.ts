import { hostname } from 'node:os';
import type { Knex } from 'knex';
import { nodeCrypto } from '../node-crypto.ts';
import type { Bookkeeping } from '../bookkeeping/bookkeeping.ts';
import type { TableToMake } from '../bookkeeping/ensure-tables.ts';
import { runSuffix } from '../catalog/left-out.ts';
import type { LockHolder } from './lock-holder.ts';
import { plainClient, plainRows } from '../bookkeeping/plain-client.ts';
import { rowsOf } from '../dialect/rows-of.ts';
import type { DialectName } from '../dialect/dialect.ts';

/** A run of `migrate`, as it has written itself down. */
export interface RunRow {
  /** What the run has put into `is_locked` of Knex's lock, where Knex puts 1. */
  readonly token: number;
  readonly host: string;
  readonly pid: number;
  /** When it took the lock. */
  readonly since: string;
  /**
   * The last migration that it has begun and that no database would roll back. It is half applied
   * where it is not recorded in the table of migrations.
   */
  readonly migration: string | null;
  readonly migration_since: string | null;
}

/** Makes the number of a run: neither 0 nor 1, which are Knex's own. */
export function newToken(): number {
  return nodeCrypto().randomInt(2, 2 ** 31);
}

/** What stands in the place of a number where there is none, and becomes none. */
const noNumber = { cut: 'knex-stairway: lock gone', takenOver: 'knex-stairway: run gone' } as const;

/** What an error of `holdText` says of the lock; undefined for another's: invalid_text_representation. */
export function lossIn(error: unknown): keyof typeof noNumber | undefined {
  if (!(error instanceof Error && 'code' in error && error.code === '22P02')) return undefined;
  return (['cut', 'takenOver'] as const).find((loss) => error.message.includes(noNumber[loss]));
}

/** Who wrote a row; nobody where there is none. */
export function holderOf(row: RunRow | undefined): LockHolder {
  return row === undefined ? {} : { host: row.host, pid: row.pid, since: row.since };
}

/**
 * The record of the run that holds the lock, or that died with it. It says who that is, and which
 * migration is half applied; and whoever takes the lock over changes its token, so that the run before
 * finds out in the very transaction in which it would go on.
 */
export class RunRecord {
  readonly tableName: string;
  readonly #bookkeeping: Bookkeeping;

  constructor(bookkeeping: Bookkeeping) {
    this.#bookkeeping = bookkeeping;
    this.tableName = `${bookkeeping.config.tableName}${runSuffix}`;
  }

  /** As it is to be made. */
  get table(): TableToMake {
    return {
      name: this.tableName,
      describe(table) {
        table.integer('id').primary();
        table.integer('token').notNullable();
        table.string('host').notNullable();
        table.integer('pid').notNullable();
        table.string('since', 30).notNullable();
        table.string('migration');
        table.string('migration_since', 30);
      },
    };
  }

  /** Reads the row; undefined where there is none, or no table. It must not be in a transaction. */
  async readIfAny(on: Knex): Promise<RunRow | undefined> {
    return this.read(on).catch(() => undefined);
  }

  async read(on: Knex): Promise<RunRow | undefined> {
    const [row] = (await this.#rows(on).select()) as RunRow[];
    return row;
  }

  /** Reads the row in a transaction, and keeps everybody else from changing it until its end. */
  async readLocked(trx: Knex, dialect: DialectName): Promise<RunRow | undefined> {
    // A transaction of SQLite that has written once is the only one that writes.
    if (dialect === 'sqlite') return this.read(trx);
    const query = `${this.#rows(trx).select().toQuery()} for update nowait`;
    return rowsOf<RunRow>(await plainClient(trx).raw(query))[0];
  }

  /** Puts this process into the row. */
  async take(on: Knex, token: number): Promise<void> {
    await this.#rows(on).delete();
    const since = new Date().toISOString();
    await this.#rows(on).insert({ id: 1, token, host: hostname(), pid: process.pid, since });
  }

  /**
   * Looks whether the run still has the row, and keeps others from taking it until the end of the
   * transaction.
   *
   * @returns whether it has it
   */
  hold(on: Knex, token: number): Promise<boolean> {
    return this.#change(on, token, { token });
  }

  /**
   * SQL of PostgreSQL that does so, and fails where the run has not the row any more: what stands
   * behind it in one text is not run then.
   *
   * @param goneSql that is true where the session of the lock is gone: it fails there, too
   */
  holdText(on: Knex, token: number, goneSql: string): string {
    const held = `${this.#rows(on).where({ token }).select('token').toQuery()} for update`;
    return `select case when ${goneSql} then '${noNumber.cut}'
      else coalesce((${held})::text, '${noNumber.takenOver}') end::int`;
  }

  /** The same, and notes the migration that begins; null where the one before has left nothing. */
  note(on: Knex, token: number, migration: string | null): Promise<boolean> {
    const since = migration === null ? null : new Date().toISOString();
    return this.#change(on, token, { migration, migration_since: since });
  }

  /** Removes the row of a run that ends, unless it says that a migration is half applied. */
  async leave(on: Knex, token: number): Promise<void> {
    const row = await this.read(on);
    if (row?.token !== token) return;
    const isHalf = row.migration !== null && !(await this.#bookkeeping.has(row.migration, on));
    if (!isHalf) await this.#rows(on).where({ token }).delete();
  }

  async #change(on: Knex, token: number, values: Partial<RunRow>): Promise<boolean> {
    const changed = await this.#rows(on).where({ token }).update(values);
    // MySQL counts rows that an update leaves as they are only where the driver asks for it.
    return changed === 1 || (await this.#isTaken(on, token));
  }

  async #isTaken(on: Knex, token: number): Promise<boolean> {
    return ((await this.#rows(on).where({ token }).select('id')) as unknown[]).length === 1;
  }

  #rows(on: Knex): Knex.QueryBuilder {
    return plainRows(on, this.#bookkeeping.config, this.tableName);
  }
}
