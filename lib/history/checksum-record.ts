import type { Knex } from 'knex';
import type { BookkeepingConfig } from '../bookkeeping/bookkeeping-config.ts';
import { ensureTable, hasTable, type TableToMake } from '../bookkeeping/ensure-tables.ts';
import { plainClient, plainRows } from '../bookkeeping/plain-client.ts';
import { checksumSuffix } from '../catalog/left-out.ts';

/** What a migration was when it was applied. */
export interface NotedChecksum {
  /** Of its row in the table of migrations. */
  readonly id: number;
  readonly checksum: string;
}

/** What a migration is that has just been recorded. */
export interface NewChecksum {
  readonly name: string;
  readonly checksum: string;
}

/** SQLite joins so many rows at most: https://www.sqlite.org/limits.html, compound SELECT. */
const rowsAtOnce = 500;

/**
 * What applied migrations were when they were applied: a table beside knex_migrations, which `migrate`
 * and `adopt` make. Plain Knex neither knows nor needs it: what it applies has no checksum there.
 */
export class ChecksumRecord {
  readonly tableName: string;
  readonly #config: BookkeepingConfig;

  constructor(config: BookkeepingConfig) {
    this.#config = config;
    this.tableName = `${config.tableName}${checksumSuffix}`;
  }

  /** As it is to be made. */
  get table(): TableToMake {
    return {
      name: this.tableName,
      describe(table) {
        // Of the row in knex_migrations: what is undone and applied again has another.
        table.integer('migration_id').primary();
        table.string('checksum', 64).notNullable();
        table.string('noted_at', 30).notNullable();
      },
    };
  }

  /** Makes it where it is missing. */
  ensure(on: Knex): Promise<void> {
    const { name, describe } = this.table;
    return ensureTable(on, this.#config, name, describe);
  }

  /** Reads all checksums by the number of their rows; none where there is no table. */
  async readIfAny(on: Knex): Promise<Map<number, string>> {
    if (!(await hasTable(on, this.#config, this.tableName))) return new Map();
    const rows = (await this.#rows(on).select('migration_id', 'checksum')) as {
      migration_id: number;
      checksum: string;
    }[];
    return new Map(rows.map(({ migration_id: id, checksum }) => [Number(id), checksum]));
  }

  /** Forgets what was undone: a table whose numbers begin anew gives them to others. */
  async forgetUndone(on: Knex): Promise<void> {
    const applied = this.#applied(on).select('id');
    await this.#rows(on).whereNotIn('migration_id', applied).delete();
  }

  /** Notes what a migration is that was recorded in the same transaction. */
  async noteNew(name: string, checksum: string, on: Knex): Promise<void> {
    const client = plainClient(on);
    const facts = [checksum, new Date().toISOString()].map((fact) => client.raw('?', [fact]));
    const row = this.#applied(on)
      .where({ name })
      .select('id', ...facts);
    // In the order of the table's columns: Knex names none where it inserts what it selects.
    await this.#rows(on).insert(row);
  }

  /** The same for many. */
  async noteAllNew(migrations: readonly NewChecksum[], on: Knex): Promise<void> {
    for (let start = 0; start < migrations.length; start += rowsAtOnce) {
      const checksums = new Map(
        migrations
          .slice(start, start + rowsAtOnce)
          .map(({ name, checksum }) => [name, checksum] as const),
      );
      const rows = (await this.#applied(on)
        .whereIn('name', [...checksums.keys()])
        .select('id', 'name')) as { id: number; name: string }[];
      await this.#insert(
        rows.map(({ id, name }) => ({ id, checksum: checksums.get(name) as string })),
        on,
      );
    }
  }

  /** Notes what applied migrations are now, in place of what was noted of the same rows. */
  async note(checksums: readonly NotedChecksum[], on: Knex): Promise<void> {
    for (let start = 0; start < checksums.length; start += rowsAtOnce) {
      const rows = checksums.slice(start, start + rowsAtOnce);
      const ids = rows.map(({ id }) => id);
      await this.#rows(on).whereIn('migration_id', ids).delete();
      await this.#insert(rows, on);
    }
  }

  async #insert(rows: readonly NotedChecksum[], on: Knex): Promise<void> {
    const noted_at = new Date().toISOString();
    await this.#rows(on).insert(
      rows.map(({ id, checksum }) => ({ migration_id: id, checksum, noted_at })),
    );
  }

  /** Forgets what a migration was whose row is another's from now on. */
  async forgetIfAny(id: number, on: Knex): Promise<void> {
    if (!(await hasTable(on, this.#config, this.tableName))) return;
    await this.#rows(on).where({ migration_id: id }).delete();
  }

  #rows(on: Knex): Knex.QueryBuilder {
    return plainRows(on, this.#config, this.tableName);
  }

  #applied(on: Knex): Knex.QueryBuilder {
    return plainRows(on, this.#config, this.#config.tableName);
  }
}
