import { expect } from 'chai';
import type { Knex } from 'knex';
import { ConventionError } from '../../lib/schema/convention-error.ts';
import { withNaming } from '../support/with-naming.ts';
import { createDatabase, describeEachDialect, type TestDatabase } from '../support/databases.ts';
import { caught } from '../support/migrations.ts';

describeEachDialect('the builders of a wrapped schema', (dialect) => {
  let database: TestDatabase;
  let plain: Knex;
  let knex: Knex;
  before(async () => {
    database = await createDatabase(dialect);
    plain = database.connect();
    knex = withNaming(plain);
  });
  after(() => database?.drop());

  it('refuse an async callback, and do not let its failure loose', async () => {
    for (const fail of [false, true]) {
      const error = await caught(ConventionError, () =>
        knex.schema.createTable('t', (async (table: Knex.CreateTableBuilder) => {
          table.integer('a');
          await Promise.resolve();
          if (fail) throw new Error('late');
          table.integer('b');
        }) as unknown as (table: Knex.CreateTableBuilder) => void),
      );
      expect(error.problems[0]).to.include({
        code: 'E_ASYNC_CALLBACK',
        where: 't, its callback',
      });
    }
    // An unhandled rejection would fail the run.
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await plain.schema.hasTable('t')).to.equal(false);
  });

  it('call the callback with the table as this and as argument, and take what it returns', async () => {
    let self: unknown;
    let given: unknown;
    await knex.schema.createTable('called', function (this: unknown, table) {
      self = [this][0];
      given = table;
      return table.integer('a');
    });
    expect(self).to.equal(given);
    expect(await plain.schema.hasColumn('called', 'a')).to.equal(true);
  });

  it('refuse a check that is asked for twice, as Knex keeps the last only', () => {
    const builder = knex.schema.createTable('t', (table) => {
      table.integer('a').checkBetween([1, 2]).checkBetween([5, 6], 'other');
    });
    expect(() => builder.toSQL()).to.throw(ConventionError, 'a.checkBetween()');
  });

  it('let a column bear one check of each kind', () => {
    const builder = knex.schema.createTable('t', (table) => {
      table.integer('a').checkBetween([1, 2]).checkPositive().checkIn(['1']);
    });
    expect(() => builder.toSQL()).not.to.throw();
  });
});

describeEachDialect(
  'the builders of a wrapped schema of PostgreSQL',
  (dialect) => {
    it('take schema.table.column apart, of columns and of tables', async () => {
      const database = await createDatabase(dialect);
      try {
        const plain = database.connect();
        await plain.raw('create schema s');
        const knex = withNaming(plain);
        await knex.schema.withSchema('s').createTable('team', (table) => table.increments('id'));
        await knex.schema.createTable('member', (table) => {
          table.integer('a').references('s.team.id').onDelete('CASCADE');
          table.integer('b');
          table.foreign('b').references('s.team.id').deferrable('deferred');
          table.integer('c').references('id').inTable('s.team');
        });
        const { rows } = await plain.raw<{ rows: { def: string; name: string }[] }>(
          "select conname as name, pg_get_constraintdef(oid) as def from pg_constraint where contype = 'f' order by 1",
        );
        expect(rows.map(({ name, def }) => `${name}: ${def}`)).to.deep.equal([
          'fk__member__a__team: FOREIGN KEY (a) REFERENCES s.team(id) ON DELETE CASCADE',
          'fk__member__b__team: FOREIGN KEY (b) REFERENCES s.team(id) DEFERRABLE INITIALLY DEFERRED',
          'fk__member__c__team: FOREIGN KEY (c) REFERENCES s.team(id)',
        ]);
      } finally {
        await database.drop();
      }
    });
  },
  ['postgres'],
);
