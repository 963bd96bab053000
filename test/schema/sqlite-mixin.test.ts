import { expect } from 'chai';
import type { Knex } from 'knex';
import { verbatim } from '../../lib/naming/verbatim.ts';
import { withNaming } from '../support/with-naming.ts';
import { readConstraintNames } from '../support/constraint-names.ts';
import { createDatabase, describeEachDialect, type TestDatabase } from '../support/databases.ts';
import { caught } from '../support/migrations.ts';

/** What a rewrite keeps is tested in sqlite-rewrite.test.ts. */
describeEachDialect(
  'a wrapped schema of SQLite',
  (dialect) => {
    let database: TestDatabase;
    let plain: Knex;
    let knex: Knex;
    beforeEach(async () => {
      database = await createDatabase(dialect);
      plain = database.connect();
      knex = withNaming(plain);
    });
    afterEach(() => database.drop());

    it('names the key of increments, which counts and survives a rewrite', async () => {
      await knex.schema.createTable('t', (table) => {
        table.bigIncrements('id');
        table.integer('a');
        table.integer('b');
      });
      await knex.schema.alterTable('t', (table) => table.dropColumn('b'));
      expect(await readConstraintNames(plain, dialect)).to.deep.equal(['t pk pk__t']);
      await plain('t').insert({ a: 1 });
      await plain('t').delete();
      await plain('t').insert({ a: 1 });
      expect(await plain('t').pluck('id')).to.deep.equal([2]);
    });

    it('drops a check without quotes where its name needs none, as SQLite 3.52 finds no other', async () => {
      await knex.schema.createTable('t', (table) => {
        table.integer('a').checkPositive();
        table.integer('b').checkPositive(verbatim('current_date') as unknown as string);
      });
      const sent: string[] = [];
      plain.on('query', ({ sql }: { sql: string }) => sent.push(sql));
      await knex.schema.alterTable('t', (table) => {
        table.dropChecks('a_positive');
        table.dropChecks(verbatim('current_date') as unknown as string);
      });
      expect(sent.filter((sql) => sql.startsWith('alter'))).to.deep.equal([
        'alter table `t` drop constraint ck__t__a_positive',
        'alter table `t` drop constraint `current_date`',
      ]);
      expect(await readConstraintNames(plain, dialect)).to.deep.equal([]);
    });

    it('names keys and checks that are added to a table', async () => {
      await knex.schema.createTable('t', (table) => {
        table.integer('a').notNullable();
        table.integer('b');
      });
      await knex.schema.alterTable('t', (table) => {
        table.primary(['a']);
        table.foreign('b').references('a').inTable('t');
        table.integer('c').checkPositive();
        table.enu('d', ['x']);
      });
      expect(await readConstraintNames(plain, dialect)).to.deep.equal([
        't ck ck__t__c_positive',
        't ck ck__t__d_enum',
        't fk fk__t__b__t',
        't pk pk__t',
      ]);
    });

    it('keeps texts with apostrophes and question marks', async () => {
      const values = ["it's", '?', String.raw`\?`, '`', '"'];
      await knex.schema.createTable('t', (table) => {
        table.enu('a', values);
        table.string('b').checkNotIn(["it's ?"]).checkLength('<', 9);
      });
      await plain('t').insert(values.map((a) => ({ a })));
      expect(await plain('t').pluck('a')).to.deep.equal(values);
      await caught(Error, () => plain('t').insert({ b: "it's ?" }));
      await caught(Error, () => plain('t').insert({ b: 'x'.repeat(9) }));
    });

    it('drops what it has named', async () => {
      await knex.schema.createTable('t', (table) => {
        table.integer('a').primary();
        table.integer('b').checkPositive().unique();
        table.integer('c').references('a').inTable('t').index();
      });
      await knex.schema.alterTable('t', (table) => {
        table.dropForeign('c');
        table.dropIndex('c');
        table.dropUnique(['b']);
        table.dropPrimary();
      });
      expect(await readConstraintNames(plain, dialect)).to.deep.equal(['t ck ck__t__b_positive']);
    });
  },
  ['sqlite'],
);
