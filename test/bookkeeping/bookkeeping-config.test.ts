import { expect } from 'chai';
import knexModule, { type Knex } from 'knex';
import { settleBookkeeping } from '../../lib/bookkeeping/bookkeeping-config.ts';
import { sourceOf } from '../support/listed-source.ts';

describe('settleBookkeeping', () => {
  const settle = (migrations: Knex.MigratorConfig, overrides?: Knex.MigratorConfig) =>
    settleBookkeeping(
      knexModule({ client: 'better-sqlite3', useNullAsDefault: true, migrations }),
      overrides,
    );

  it('has the defaults of Knex', () => {
    const migrationSource = sourceOf({});
    const { loadExtensions, ...config } = settle({ migrationSource });
    expect(config).to.deep.equal({
      source: migrationSource,
      tableName: 'knex_migrations',
      lockTableName: 'knex_migrations_lock',
      schemaName: undefined,
      disableTransactions: false,
      validatesList: true,
      hooks: {},
    });
    expect(loadExtensions).to.include('.ts');
  });

  it('takes the configuration of the instance, and overrides of it', () => {
    const beforeAll = (): void => {};
    const migrations = { tableName: 'a', schemaName: 's', disableTransactions: true, beforeAll };
    const config = settle(migrations as Knex.MigratorConfig, {
      tableName: 'b',
      disableMigrationsListValidation: true,
    });
    expect(config).to.deep.include({
      tableName: 'b',
      lockTableName: 'b_lock',
      schemaName: 's',
      disableTransactions: true,
      validatesList: false,
      hooks: { beforeAll },
    });
  });

  it("falls back to Knex's own source of files", () => {
    expect(settle({ directory: './there' }).source.constructor.name).to.equal('FsMigrations');
  });
});
