import { expect } from 'chai';
import type { Knex } from 'knex';
import { SchemaChangeError } from '../../lib/schema/convention-error.ts';
import { rewriteTables } from '../../lib/schema/sqlite-rewrite.ts';
import { withNaming } from '../support/with-naming.ts';
import { createDatabase, describeEachDialect, type TestDatabase } from '../support/databases.ts';
import { caught } from '../support/migrations.ts';

type Change = (knex: Knex) => PromiseLike<unknown>;

/** What builds a table of SQLite anew: Knex's own ways, and the carrying of names. */
const rewrites: Readonly<Record<string, Change>> = {
  dropColumn: (knex) => knex.schema.alterTable('team', (table) => table.dropColumn('extra')),
  alter: (knex) => knex.schema.alterTable('team', (table) => table.text('extra').alter()),
  setNullable: (knex) => knex.schema.alterTable('team', (table) => void table.setNullable('name')),
  foreign: (knex) =>
    knex.schema.alterTable('team', (table) =>
      table.foreign('boss_id').references('id').inTable('boss'),
    ),
  dropForeign: (knex) => knex.schema.alterTable('team', (table) => table.dropForeign('away_id')),
  renameColumn: (knex) =>
    knex.schema.alterTable('team', (table) => table.renameColumn('size', 'head_count')),
};

describeEachDialect(
  'building a table anew',
  (dialect) => {
    let database: TestDatabase;
    let plain: Knex;
    let knex: Knex;
    beforeEach(async () => {
      database = await createDatabase(dialect);
      plain = database.connect();
      knex = withNaming(plain);
      await knex.schema
        .createTable('boss', (table) => table.increments('id'))
        .createTable('log', (table) => table.string('what'))
        .createTable('team', (table) => {
          table.increments('id');
          table.string('name').notNullable().unique();
          table.integer('size').checkPositive();
          table.integer('boss_id');
          table.integer('away_id').references('id').inTable('boss');
          table.string('extra');
          table.enu('sort', ['a', 'b']);
          table.check("name <> 'x'", {}, 'name_is_not_x');
          table.index(['size', 'boss_id']);
        });
    });
    afterEach(() => database.drop());

    const member = (action: string): Knex.SchemaBuilder =>
      knex.schema.createTable('member', (table) => {
        table.increments('id');
        const key = table.integer('team_id').unsigned().references('id').inTable('team');
        if (action !== '') key.onDelete(action);
      });

    const insertTeam = async (): Promise<void> => {
      await plain('boss').insert({ id: 1 });
      await plain('team').insert({ id: 1, name: 'red', size: 3, sort: 'a', boss_id: 1 });
    };

    it('is tried with foreign keys enforced, as the driver does by default', async () => {
      expect(await plain.raw('pragma foreign_keys')).to.deep.equal([{ foreign_keys: 1 }]);
    });

    for (const [name, change] of Object.entries(rewrites)) {
      describe(`by ${name}`, () => {
        for (const action of ['CASCADE', 'SET NULL']) {
          it(`keeps the children (on delete ${action}) outside of a transaction`, async () => {
            await member(action);
            await insertTeam();
            await plain('member').insert({ id: 1, team_id: 1 });
            await change(knex);
            expect(await plain('member')).to.deep.equal([{ id: 1, team_id: 1 }]);
            expect(await plain.raw('pragma foreign_keys')).to.deep.equal([{ foreign_keys: 1 }]);
            expect(await plain.raw('pragma foreign_key_check')).to.deep.equal([]);
            await plain('team').delete();
            expect(await plain('member')).to.deep.equal(
              action === 'CASCADE' ? [] : [{ id: 1, team_id: null }],
            );
          });

          it(`refuses to lose the children (on delete ${action}) in a transaction`, async () => {
            await member(action);
            await insertTeam();
            await plain('member').insert({ id: 1, team_id: 1 });
            const error = await caught(SchemaChangeError, () =>
              knex.transaction(async (trx) => change(trx)),
            );
            expect(error.problems[0]).to.include({ code: 'E_REWRITE_CASCADES', where: 'team' });
            expect(error.problems[0]?.what).to.include(
              `the rows of member (on delete ${action.toLowerCase()})`,
            );
            expect(error.problems[0]?.repair).to.include(
              'export const config = { transaction: false }',
            );
            expect(await plain('member')).to.deep.equal([{ id: 1, team_id: 1 }]);
          });
        }

        it('refuses in a transaction what SQLite would, and says how to do it', async () => {
          for (const action of ['RESTRICT', 'NO ACTION']) {
            await member(action);
            await insertTeam();
            await plain('member').insert({ id: 1, team_id: 1 });
            const error = await caught(SchemaChangeError, () =>
              knex.transaction(async (trx) => change(trx)),
            );
            expect(error.problems[0]?.what).to.include(
              `the rows of member (on delete ${action.toLowerCase()})`,
            );
            await plain.schema.dropTable('member');
            await plain('team').delete();
            await plain('boss').delete();
          }
        });

        it('is let through in a transaction where children have no rows', async () => {
          await member('RESTRICT');
          await insertTeam();
          await knex.transaction(async (trx) => change(trx));
          expect(await plain('team').pluck('id')).to.deep.equal([1]);
        });

        it('is let through in a transaction where foreign keys are off', async () => {
          await member('CASCADE');
          await insertTeam();
          await plain('member').insert({ id: 1, team_id: 1 });
          await plain.raw('pragma foreign_keys = off');
          await knex.transaction(async (trx) => change(trx));
          expect(await plain('member')).to.deep.equal([{ id: 1, team_id: 1 }]);
        });

        it('keeps rows, checks, indexes, views and the primary key that counts on', async () => {
          await insertTeam();
          await plain('team').insert({ id: 7, name: 'gone', size: 1, sort: 'a' });
          await plain('team').where({ id: 7 }).delete();
          await plain.raw('create view names as select name from team');
          await plain.raw(
            "create index by_lower on team (lower(name)) where name <> 'it''s (a, b)'",
          );
          const indexes = async (): Promise<string[]> =>
            plain('sqlite_master')
              .where({ type: 'index', tbl_name: 'team' })
              .whereNotNull('sql')
              .orderBy('name')
              .pluck('name');
          const before = await indexes();
          await change(knex);
          expect(await plain('team').select('id', 'name', 'sort', 'boss_id')).to.deep.equal([
            { id: 1, name: 'red', sort: 'a', boss_id: 1 },
          ]);
          expect(await plain('names')).to.deep.equal([{ name: 'red' }]);
          const size = name === 'renameColumn' ? 'head_count' : 'size';
          expect(await indexes()).to.deep.equal(
            before.map((index) => index.replace('__size_', `__${size}_`)),
          );
          for (const row of [
            { name: 'red', [size]: 1, sort: 'a' },
            { name: 'x', [size]: 1, sort: 'a' },
            { name: 'blue', [size]: -1, sort: 'a' },
            { name: 'blue', [size]: 1, sort: 'c' },
          ]) {
            await caught(Error, () => plain('team').insert(row));
          }
          await plain('team').insert({ name: 'blue', [size]: 1, sort: 'b' });
          expect(await plain('team').max('id as id').first()).to.deep.equal({ id: 8 });
          const [{ sql }] = (await plain('sqlite_master').where({ name: 'team' })) as [
            { sql: string },
          ];
          for (const constraint of [
            'pk__team',
            `ck__team__${size}_positive`,
            'ck__team__sort_enum',
          ]) {
            expect(sql).to.include(constraint);
          }
        });

        it('keeps the triggers of the table, and those of others that name it', async () => {
          await plain.raw(
            "create trigger on_team after insert on team begin insert into log values ('; team'); end",
          );
          await plain.raw(
            "create trigger on_boss after insert on boss begin insert into team (name) values ('by boss'); end",
          );
          await change(knex);
          await plain('boss').insert({});
          expect(await plain('log')).to.deep.equal([{ what: '; team' }]);
          expect(await plain('team').pluck('name')).to.deep.equal(['by boss']);
        });
      });
    }

    it('counts on in a table that is empty', async () => {
      for (const [index, change] of Object.values(rewrites).entries()) {
        const last = 10 * (index + 1);
        await plain('team').insert({ id: last, name: 'gone' });
        await plain('team').delete();
        await change(knex);
        await plain('team').insert({ name: 'next' });
        expect(await plain('team').pluck('id')).to.deep.equal([last + 1]);
        await plain('team').delete();
      }
    });

    it('leaves the connection as it was, also where it fails', async () => {
      await plain('team').insert({ id: 1, name: 'red', boss_id: 9 });
      await caught(Error, () => rewrites['foreign']?.(knex));
      expect(await plain.raw('pragma legacy_alter_table')).to.deep.equal([
        { legacy_alter_table: 0 },
      ]);
      expect(await plain.raw('pragma foreign_keys')).to.deep.equal([{ foreign_keys: 1 }]);
      expect(await plain('team').pluck('name')).to.deep.equal(['red']);
    });

    it('refuses to let Knex keep one of several checks within a column', async () => {
      await plain.raw(
        'create table t (a integer check (a > 0) constraint small check (a < 9), b integer)',
      );
      for (const run of [
        (change: Change) => change(knex),
        (change: Change) => knex.transaction(async (trx) => change(trx)),
      ]) {
        const error = await caught(SchemaChangeError, () =>
          run((of) => of.schema.alterTable('t', (table) => table.dropColumn('b'))),
        );
        expect(error.problems[0]).to.include({
          code: 'E_REWRITE_CHECKS',
          where: 't, a',
          repair: 'Build the table anew by hand, with checks of the table: table.check(…).',
        });
      }
    });

    it('refuses to let Knex build a table anew whose text has a comment', async () => {
      await plain.raw('create table t (a integer not null, -- how many\n b integer)');
      const error = await caught(SchemaChangeError, () =>
        knex.schema.alterTable('t', (table) => table.setNullable('a')),
      );
      expect(error.problems[0]).to.include({
        code: 'E_REWRITE_COMMENT',
        where: 't',
        repair: 'Build the table anew by hand, without the comment.',
      });
    });

    it('gives a column of several checks all of them, which survive', async () => {
      await knex.schema.createTable('t', (table) => {
        table.integer('a').checkPositive().checkBetween([1, 9]);
        table.enu('b', ['x', 'yy']).checkLength('>', 1);
        table.integer('c');
      });
      await knex.schema.alterTable('t', (table) => table.dropColumn('c'));
      for (const row of [{ a: -1 }, { a: 10 }, { b: 'x' }, { b: 'zz' }]) {
        await caught(Error, () => plain('t').insert(row));
      }
      await plain('t').insert({ a: 9, b: 'yy' });
    });

    it('leaves what other tables refer to by its name, and what it refers to itself', async () => {
      await plain.raw(
        'create table node (id integer primary key, up_id integer constraint fk__node__up_id__node references node (id) on delete cascade)',
      );
      await plain('node').insert([
        { id: 1, up_id: null },
        { id: 2, up_id: 1 },
      ]);
      await knex.schema.renameTable('node', 'knot');
      expect(await plain('knot')).to.have.length(2);
      const [{ sql }] = (await plain('sqlite_master').where({ name: 'knot' })) as [{ sql: string }];
      expect(sql).to.include('`fk__knot__up_id__knot`').and.to.include('"knot"');
      await plain('knot').where({ id: 1 }).delete();
      expect(await plain('knot')).to.have.length(0);
    });
  },
  ['sqlite'],
);

describeEachDialect(
  'rewriteTables',
  (dialect) => {
    it('makes no statements where there is nothing to do', async () => {
      const rewrite = await rewriteTables(new Map(), false, async () => []);
      expect(rewrite).to.deep.equal({ pre: [], sql: [], check: null, post: [] });
      expect(dialect).to.equal('sqlite');
    });
  },
  ['sqlite'],
);
