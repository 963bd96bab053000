import type { Knex } from 'knex';
import { dialectOf } from '../dialect/dialect-of.ts';
import { quotePath } from '../dialect/quote-name.ts';
import { postgresLiteral } from '../schema/sql-literal.ts';
import { settleBookkeeping, type BookkeepingConfig } from './bookkeeping-config.ts';
import { ensureTables, hasTable, type TableToMake } from './ensure-tables.ts';
import { plainClient, plainRows } from './plain-client.ts';
import { sendText } from './send-text.ts';

/** A row of knex_migrations: one migration that is applied. */
export interface AppliedMigration {
  readonly id: number;
  readonly name: string;
  /** Number of the run that applied it; `rollback` undoes the highest. */
  readonly batch: number;
  /** Null where the row was written by hand without a time. */
  readonly migrationTime: Date | null;
}

/**
 * Knex's own record of what is applied, in Knex's own tables, so that Knex and knex-stairway can be
 * used in turn. The project's `wrapIdentifier` and `postProcessResponse` never touch it.
 *
 * Each method that takes `on` works on that Knex or transaction; default the Knex of the constructor.
 */
export class Bookkeeping {
  readonly config: BookkeepingConfig;
  readonly #knex: Knex;

  /** @param overrides what a call of `knex.migrate.latest` would be given */
  constructor(knex: Knex, overrides?: Knex.MigratorConfig) {
    this.#knex = knex;
    this.config = settleBookkeeping(knex, overrides);
  }

  /**
   * Makes the tables where they are missing; any number of processes may do so at once.
   *
   * @param others that stand beside them
   */
  ensure(others?: readonly TableToMake[]): Promise<void> {
    return ensureTables(this.#knex, this.config, others);
  }

  /** Whether the table of migrations is there; it makes nothing. */
  exists(on: Knex = this.#knex): Promise<boolean> {
    return hasTable(on, this.config, this.config.tableName);
  }

  /** Reads the names of all applied migrations, in the order in which they were recorded. */
  async readNames(on?: Knex): Promise<string[]> {
    const rows = (await this.#rows(on).select('name').orderBy('id')) as { name: string }[];
    return rows.map(({ name }) => name);
  }

  /** Whether a migration is recorded as applied. */
  async has(name: string, on?: Knex): Promise<boolean> {
    return ((await this.#rows(on).where({ name }).select('id').limit(1)) as unknown[]).length > 0;
  }

  /** Reads all applied migrations, in the order in which they were recorded. */
  async readRows(on?: Knex): Promise<AppliedMigration[]> {
    const columns = ['id', 'name', 'batch', 'migration_time'];
    const rows = (await this.#rows(on).select(columns).orderBy('id')) as {
      id: number | string;
      name: string;
      batch: number;
      migration_time: Date | number | string | null;
    }[];
    return rows.map(({ id, name, batch, migration_time: time }) => ({
      id: Number(id),
      name,
      batch,
      migrationTime: dateOf(time),
    }));
  }

  /** The number that the next run gives to what it applies. */
  async readNextBatch(on?: Knex): Promise<number> {
    const [row] = (await this.#rows(on).max('batch as last')) as { last: number | null }[];
    return Number(row?.last ?? 0) + 1;
  }

  /** Records a migration as applied. */
  async insert(row: NewRow, on: Knex = this.#knex): Promise<void> {
    if (dialectOf(on)?.name !== 'postgres') {
      await this.#rows(on).insert({ ...row, migration_time: new Date() });
      return;
    }
    // What binds nothing is read, planned and run by the server in one go: a third of the time.
    const text = this.insertText(row);
    await (on.isTransaction === true ? sendText(on, text) : plainClient(on).raw(text));
  }

  /** Records a migration as applied, as it was recorded before. */
  async restore({ migrationTime, ...row }: AppliedMigration, on?: Knex): Promise<void> {
    await this.#rows(on).insert({ ...row, migration_time: migrationTime });
  }

  /** SQL of PostgreSQL that does so, with no question mark in it that Knex would take for a binding. */
  insertText({ name, batch }: NewRow): string {
    const { schemaName, tableName } = this.config;
    const table = quotePath('postgres', schemaName ?? null, tableName);
    const values = [postgresLiteral(name), batch, `'${new Date().toISOString()}'`];
    return `insert into ${table} (name, batch, migration_time) values (${values.join(', ')})`;
  }

  /** Records a migration as not applied. */
  async remove(name: string, on?: Knex): Promise<void> {
    await this.#rows(on).where({ name }).delete();
  }

  /** SQL of PostgreSQL that does so. */
  removeText(name: string): string {
    return textOf(this.#rows().where({ name }).delete());
  }

  #rows(on: Knex = this.#knex): Knex.QueryBuilder {
    return plainRows(on, this.config, this.config.tableName);
  }
}

interface NewRow {
  readonly name: string;
  readonly batch: number;
}

/** A statement with its values in it. */
function textOf(builder: Knex.QueryBuilder): string {
  return builder.toString();
}

/** SQLite keeps milliseconds, or what was written by hand. */
function dateOf(time: Date | number | string | null): Date | null {
  if (time === null) return null;
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? null : date;
}
