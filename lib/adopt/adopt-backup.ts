import type { Knex } from 'knex';
import type { BookkeepingConfig } from '../bookkeeping/bookkeeping-config.ts';
import { ensureTable, hasTable } from '../bookkeeping/ensure-tables.ts';
import { plainClient } from '../bookkeeping/plain-client.ts';
import { backupSuffix } from '../catalog/left-out.ts';
import type { RowRenaming } from './adopt-plan.ts';

/** What a row of knex_migrations was called before it was adopted. */
export interface KeptName {
  /** Of the row in knex_migrations. */
  readonly id: number;
  readonly name: string;
  readonly new_name: string;
}

/** The table that keeps the names which rows of knex_migrations had when they were first adopted. */
export class AdoptBackup {
  readonly tableName: string;
  readonly #config: BookkeepingConfig;

  constructor(config: BookkeepingConfig) {
    this.#config = config;
    this.tableName = `${config.tableName}${backupSuffix}`;
  }

  ensure(on: Knex): Promise<void> {
    return ensureTable(on, this.#config, this.tableName, (table) => {
      table.integer('id').primary();
      table.string('name').notNullable();
      table.string('new_name').notNullable();
      table.string('adopted_at', 30).notNullable();
    });
  }

  exists(on: Knex): Promise<boolean> {
    return hasTable(on, this.#config, this.tableName);
  }

  /** Reads all names; none where there is no table. */
  async read(on: Knex): Promise<KeptName[]> {
    if (!(await this.exists(on))) return [];
    const rows = (await this.#rows(on)
      .select('id', 'name', 'new_name')
      .orderBy('id')) as KeptName[];
    return rows.map(({ id, name, new_name }) => ({ id: Number(id), name, new_name }));
  }

  /** Keeps the name of a row; the oldest stays where it is renamed again. */
  async keep({ id, from, to }: RowRenaming, on: Knex): Promise<void> {
    const [kept] = (await this.#rows(on).where({ id }).select('id')) as unknown[];
    await (kept === undefined
      ? this.#rows(on).insert({
          id,
          name: from,
          new_name: to,
          adopted_at: new Date().toISOString(),
        })
      : this.#rows(on).where({ id }).update({ new_name: to }));
  }

  async forget(id: number, on: Knex): Promise<void> {
    await this.#rows(on).where({ id }).delete();
  }

  async drop(on: Knex): Promise<void> {
    const schema = plainClient(on).schemaBuilder();
    const { schemaName } = this.#config;
    await (schemaName === undefined ? schema : schema.withSchema(schemaName)).dropTable(
      this.tableName,
    );
  }

  #rows(on: Knex): Knex.QueryBuilder {
    return plainClient(on)
      .queryBuilder()
      .from(this.tableName)
      .withSchema(this.#config.schemaName as string);
  }
}
