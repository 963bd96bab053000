import { mkdirSync } from 'node:fs';
import { expect } from 'chai';
import type { Knex } from 'knex';
import { migrate } from '../../lib/service/migrate.ts';
import { MigrateError } from '../../lib/service/service-error.ts';
import { createDatabase, describeEachDialect, type TestDatabase } from '../support/databases.ts';
import { caught } from '../support/migrations.ts';
import { sourceOf } from '../support/listed-source.ts';

describeEachDialect(
  'migrate on a file that cannot be written',
  () => {
    let database: TestDatabase;
    beforeEach(async () => {
      database = await createDatabase('sqlite');
    });
    afterEach(() => database.drop());

    const fill = async (on: Knex): Promise<void> => {
      await on.schema.createTable('big', (table) => void table.text('text'));
      for (let row = 0; row < 100; row += 1) await on('big').insert({ text: 'x'.repeat(10_000) });
    };
    const migrations = { migrationSource: sourceOf({ a: {}, b: { up: fill }, c: {} }) };

    it('rolls back where the disk is full, and goes on when there is room', async () => {
      const full = database.connect({
        pool: {
          min: 1,
          max: 1,
          afterCreate(connection: { pragma(text: string): void }, done: () => void) {
            connection.pragma('max_page_count = 40');
            done();
          },
        },
      });
      const error = await caught(MigrateError, () => migrate(full, { migrations }));
      expect(error).to.deep.include({ code: 'E_MIGRATION_FAILED', applied: ['a'] });
      expect(error.message).to.include('database or disk is full').and.include('rolled back');
      const knex = database.connect();
      expect(await knex.schema.hasTable('big')).to.equal(false);
      expect((await migrate(knex, { migrations })).applied).to.deep.equal(['b', 'c']);
    });

    it('says that it is read-only, and is content where there is nothing to do', async () => {
      const connection = { filename: database.url, options: { readonly: true } };
      const knex = database.connect();
      await knex.schema.createTable('other', (table) => void table.integer('id'));
      const readonly = database.connect({ connection: connection as never });
      const error = await caught(MigrateError, () => migrate(readonly, { migrations }));
      expect(error.code).to.equal('E_BOOKKEEPING_WRITE');
      expect(error.message).to.include('readonly database');
      await migrate(knex, { migrations });
      const done = await migrate(readonly, { migrations });
      expect(done).to.deep.include({ applied: [], skipped: 3 });
    });

    it('says that the file of its lock cannot be made', async () => {
      const knex = database.connect();
      // A folder in its place; even root cannot open that for writing.
      mkdirSync(`${database.url}-stairway-lock`);
      const error = await caught(MigrateError, () => migrate(knex, { migrations }));
      expect(error.code).to.equal('E_LOCK_FILE');
    });
  },
  ['sqlite'],
);
