import { expect } from 'chai';
import type { Knex } from 'knex';
import { withNaming } from '../support/with-naming.ts';
import { readComments } from '../support/comments.ts';
import { readConstraintNames } from '../support/constraint-names.ts';
import { createDatabase, describeEachDialect, type TestDatabase } from '../support/databases.ts';
import { caught } from '../support/migrations.ts';

describeEachDialect(
  'a wrapped schema of MySQL',
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

    it('keeps the comment and AUTO_INCREMENT of a column that a key is put on', async () => {
      await knex.schema.createTable('t', (table) => {
        table.increments('id', { primaryKey: false }).comment(String.raw`it's \ here?`);
        table.integer('tenant_id').comment('of whom');
        table.primary(['id', 'tenant_id']);
      });
      const comments = await readComments(plain, 'mysql');
      expect(comments.get('t.id')).to.equal(String.raw`it's \ here?`);
      expect(comments.get('t.tenant_id')).to.equal('of whom');
      await plain('t').insert({ tenant_id: 1 });
      expect(await plain('t')).to.deep.equal([{ id: 1, tenant_id: 1 }]);
    });

    it('gives checks of columns names, as checks of their table', async () => {
      await knex.schema.createTable('t', (table) => {
        table.integer('a').checkPositive().checkIn(['1', '2']);
        table.string('b').checkRegex('^x[?]$', 'is_x');
      });
      await knex.schema.alterTable('t', (table) => {
        table.integer('c').checkNegative();
      });
      expect(await readConstraintNames(plain, dialect)).to.deep.equal([
        't ck ck__t__a_in',
        't ck ck__t__a_positive',
        't ck ck__t__c_negative',
        't ck ck__t__is_x',
      ]);
      for (const row of [{ a: 3 }, { a: -1 }, { b: 'x' }, { c: 1 }]) {
        await caught(Error, () => plain('t').insert(row));
      }
      await plain('t').insert({ a: 2, b: 'x?', c: -1 });
    });

    it('keeps apostrophes and backslashes in the values of an enum', async () => {
      const values = ["it's", String.raw`a\b`, '?', String.raw`\'`];
      await knex.schema.createTable('t', (table) => {
        table.enu('a', values);
      });
      await plain('t').insert(values.map((a) => ({ a })));
      expect(await plain('t').pluck('a')).to.deep.equal(values);
    });

    it('renames a foreign key with its actions, its index, and one to another table', async () => {
      await knex.schema
        .createTable('team', (table) => table.increments('id'))
        .createTable('member', (table) => {
          table.integer('team_id').unsigned();
          table
            .foreign('team_id')
            .references('id')
            .inTable('team')
            .onDelete('SET NULL')
            .onUpdate('CASCADE');
        });
      await plain('team').insert({ id: 1 });
      await plain('member').insert({ team_id: 1 });
      await knex.schema.renameTable('team', 'squad');
      const [indexes = []] = await plain.raw<{ Key_name: string }[][]>('show index from member');
      expect(indexes.map((index) => index.Key_name)).to.deep.equal(['fk__member__team_id__squad']);
      await plain('squad').update({ id: 2 });
      expect(await plain('member')).to.deep.equal([{ team_id: 2 }]);
      await plain('squad').delete();
      expect(await plain('member')).to.deep.equal([{ team_id: null }]);
    });

    it('renames a check with texts and question marks in it', async () => {
      await knex.schema.createTable('t', (table) => {
        table.string('a');
        table.check('a <> ?', [String.raw`it's \ ?`], 'odd');
      });
      await knex.schema.renameTable('t', 'u');
      expect(await readConstraintNames(plain, dialect)).to.deep.equal(['u ck ck__u__odd']);
      await caught(Error, () => plain('u').insert({ a: String.raw`it's \ ?` }));
      await plain('u').insert({ a: "it's" });
    });
  },
  ['mysql'],
);
