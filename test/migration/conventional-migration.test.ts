import { expect } from 'chai';
import knexModule, { type Knex } from 'knex';
import { conventionalMigration } from '../../lib/migration/conventional-migration.ts';
import { ConventionError } from '../../lib/schema/convention-error.ts';
import { settleConventions } from '../../lib/schema/conventions.ts';
import { caught } from '../support/migrations.ts';

const config = settleConventions({ comments: false, naming: { uq: 'u_%(table_name)s' } });

describe('conventionalMigration', () => {
  let knex: Knex;
  before(() => {
    const connection = { filename: ':memory:' };
    knex = knexModule({ client: 'better-sqlite3', connection, useNullAsDefault: true });
  });
  after(() => knex.destroy());

  const sqlOf = (given: Knex): string =>
    given.schema.createTable('t', (table) => table.integer('a').unique({})).toString();

  it('gives up and down a Knex that follows the conventions', async () => {
    const seen: string[] = [];
    const migration = conventionalMigration(
      {
        up: async (given) => void seen.push(sqlOf(given)),
        down: async (given) => void seen.push(sqlOf(given)),
      },
      config,
      'a.ts',
    );
    await migration.up(knex);
    await migration.down?.(knex);
    expect(seen).to.have.length(2);
    for (const sql of seen) expect(sql).to.include('`u_t`');
  });

  it('returns what the migration returns, and passes on what it throws', async () => {
    const failure = new Error('no');
    const migration = conventionalMigration(
      { up: async () => 'done', down: () => Promise.reject(failure) },
      config,
      'a.ts',
    );
    expect(await migration.up(knex)).to.equal('done');
    expect(await caught(Error, () => migration.down?.(knex))).to.equal(failure);
  });

  it('keeps config and all else, also of a module, which cannot be changed', () => {
    const module = Object.freeze({
      up: async () => {},
      down: async () => {},
      config: { transaction: false },
      note: 'x',
    });
    const migration = conventionalMigration(module, config, 'a.ts');
    expect(migration).to.have.property('config', module.config);
    expect(migration).to.have.property('note', 'x');
    expect(migration.up).not.to.equal(module.up);
  });

  it('calls up and down on the migration itself', async () => {
    const migration = {
      table: 't',
      async up(this: { table: string }) {
        return this.table;
      },
      async down() {},
    };
    expect(await conventionalMigration(migration, config, 'a.ts').up(knex)).to.equal('t');
  });

  it('tells file and direction where the schema breaks the conventions', async () => {
    const breakIt = async (given: Knex): Promise<void> => {
      await given.schema.createTable('t', (table) => void table.check('a > 0'));
    };
    const checked = settleConventions({});
    const migration = conventionalMigration({ up: breakIt, down: breakIt }, checked, 'a.ts');
    for (const direction of ['up', 'down'] as const) {
      const error = await caught(ConventionError, () => migration[direction]?.(knex));
      expect(error.migration).to.equal(`a.ts, ${direction}`);
    }
  });
});
