import { expect } from 'chai';
import type { Knex } from 'knex';
import { HalfAppliedError, MigrateError } from '../../lib/service/service-error.ts';
import { migrate } from '../../lib/service/migrate.ts';
import { readStatus } from '../../lib/service/read-status.ts';
import { undoLast } from '../../lib/service/undo-last.ts';
import { createDatabase, describeEachDialect, type TestDatabase } from '../support/databases.ts';
import { sourceOf, type SparseMigration } from '../support/listed-source.ts';
import { caught } from '../support/migrations.ts';
import {
  createServiceProject,
  finishedState,
  readServiceState,
  undoByHand,
} from '../support/service-project.ts';

describeEachDialect('a down that does not come to its end', (dialect) => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await createDatabase(dialect);
  });
  afterEach(() => database.drop());

  const up = (on: Knex): unknown =>
    on.schema
      .createTable('one', (table) => void table.integer('id'))
      .createTable('other', (table) => void table.integer('id'));
  const fails = async (on: Knex): Promise<void> => {
    await on.schema.dropTable('one');
    await on.raw('no statement at all');
  };
  const whole = async (on: Knex): Promise<void> => {
    await on.schema.dropTable('one').dropTable('other');
  };

  /** All migrations applied, the last of which is undone as told. */
  function knexOf(down: (on: Knex) => Promise<unknown>, isTransaction: boolean): Knex {
    const config = { transaction: isTransaction };
    const b = { up, down, config } as SparseMigration;
    return database.connect({ migrations: { migrationSource: sourceOf({ a: {}, b }) } });
  }
  const rowsOf = (knex: Knex): Promise<unknown[]> => knex('knex_migrations').orderBy('id');

  for (const isTransaction of [true, false]) {
    const isSafe = isTransaction && dialect !== 'mysql';
    describe(`transaction: ${isTransaction}`, () => {
      it(`${isSafe ? 'is rolled back' : 'is half applied, until a person says what was done'}`, async () => {
        const knex = knexOf(fails, isTransaction);
        await migrate(knex);
        const before = await rowsOf(knex);
        const error = await caught(MigrateError, () => undoLast(knex));
        expect(error.code).to.equal(isSafe ? 'E_MIGRATION_FAILED' : 'E_HALF_APPLIED');
        expect(await knex.schema.hasTable('one')).to.equal(isSafe);
        if (isSafe) {
          expect(await rowsOf(knex)).to.deep.equal(before);
          return;
        }
        expect((await readStatus(knex)).halfApplied).to.deep.include({ name: 'b' });
        for (const again of [() => migrate(knex), () => undoLast(knex)]) {
          expect((await caught(HalfAppliedError, again)).migration).to.equal('b');
        }
        await knex.schema.dropTable('other');
        expect((await migrate(knex, { resume: 'b' })).applied).to.deep.equal(['b']);
        expect(await undoLast(knexOf(whole, isTransaction))).to.deep.equal(['b']);
        expect(await knex('knex_migrations_run')).to.deep.equal([]);
      });

      it('leaves all as it was where it throws before its first statement', async () => {
        const knex = knexOf(() => Promise.reject(new Error('no way back')), isTransaction);
        await migrate(knex);
        const before = await rowsOf(knex);
        const error = await caught(MigrateError, () => undoLast(knex));
        expect(error.code).to.equal('E_MIGRATION_FAILED');
        expect(error.message).to.include('no way back');
        expect(await rowsOf(knex)).to.deep.equal(before);
        expect((await migrate(knex)).applied).to.deep.equal([]);
        expect(await knex('knex_migrations_run')).to.deep.equal([]);
      });
    });
  }

  it('is half applied where its process was killed', async () => {
    const project = createServiceProject({ database, count: 2, hangsDown: true });
    try {
      expect((await project.migrate().finished).code).to.equal(0);
      const undoing = project.run('undo-last.js');
      await undoing.seen('undoing step_1');
      undoing.child.kill('SIGKILL');
      await undoing.finished;
      const next = await project.migrate().finished;
      expect(next.code, next.output).to.equal(5);
      expect(next.output).to.include('1728372262_step_1 may be half applied');
      await undoByHand(database.connect(), 1);
      const resumed = await project.migrate(['--resume', '1728372262_step_1']).finished;
      expect(resumed.code, resumed.output).to.equal(0);
      const state = await readServiceState(database.connect(), 2);
      expect(state).to.deep.equal(finishedState(project.names));
    } finally {
      project.remove();
    }
  });

  it('stops where another run has taken over, and undoes nothing', async () => {
    const knex = knexOf(whole, true);
    await migrate(knex);
    const stolen = knexOf(whole, true);
    const { migrationSource } = (stolen.client as { config: Knex.Config }).config.migrations ?? {};
    const source = migrationSource as Knex.MigrationSource<string>;
    const getMigration = source.getMigration.bind(source);
    source.getMigration = async (name) => {
      await knex('knex_migrations_run').update({ token: 7 });
      return getMigration(name);
    };
    const error = await caught(MigrateError, () => undoLast(stolen));
    expect(error.code).to.equal('E_LOCK_LOST');
    expect(await knex.schema.hasTable('one')).to.equal(true);
    expect(await knex('knex_migrations').pluck('name')).to.deep.equal(['a', 'b']);
  });
});
