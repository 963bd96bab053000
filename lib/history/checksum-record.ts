import type { Knex } from 'knex';
import type { BookkeepingConfig } from '../bookkeeping/bookkeeping-config.ts';
import { ensureTable, hasTable } from '../bookkeeping/ensure-tables.ts';
import { plainClient } from '../bookkeeping/plain-client.ts';
import { checksumSuffix } from '../catalog/left-out.ts';

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

  ensure(on: Knex): Promise<void> {
    return ensureTable(on, this.#config, this.tableName, (table) => {
      table.string('name').primary();
      table.string('checksum', 64).notNullable();
      table.string('noted_at', 30).notNullable();
    });
  }

  /** Reads all checksums by name; none where there is no table. */
  async readIfAny(on: Knex): Promise<Map<string, string>> {
    if (!(await hasTable(on, this.#config, this.tableName))) return new Map();
    const rows = (await this.#rows(on).select('name', 'checksum')) as {
      name: string;
      checksum: string;
    }[];
    return new Map(rows.map(({ name, checksum }) => [name, checksum]));
  }

  /** Notes what a migration is now; of one without a checksum nothing is noted. */
  async note(name: string, checksum: string | undefined, on: Knex): Promise<void> {
    await this.#rows(on).where({ name }).delete();
    if (checksum === undefined) return;
    await this.#rows(on).insert({ name, checksum, noted_at: new Date().toISOString() });
  }

  async rename(name: string, to: string, on: Knex): Promise<void> {
    await this.#rows(on).where({ name: to }).delete();
    await this.#rows(on).where({ name }).update({ name: to });
  }

  #rows(on: Knex): Knex.QueryBuilder {
    return plainClient(on)
      .queryBuilder()
      .from(this.tableName)
      .withSchema(this.#config.schemaName as string);
  }
}
