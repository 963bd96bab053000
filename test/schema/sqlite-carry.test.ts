import { expect } from 'chai';
import type { Knex } from 'knex';
import { withNaming } from '../support/with-naming.ts';
import { createDatabase, describeEachDialect, type TestDatabase } from '../support/databases.ts';

describeEachDialect(
  'carrying names in the text of a table',
  (dialect) => {
    let database: TestDatabase;
    let plain: Knex;
    beforeEach(async () => {
      database = await createDatabase(dialect);
      plain = database.connect();
    });
    afterEach(() => database.drop());

    const textOf = async (name: string): Promise<string> => {
      const [found] = (await plain('sqlite_master').where({ name })) as { sql: string }[];
      return found?.sql ?? '';
    };

    const rename = async (from: string, to: string): Promise<void> => {
      await withNaming(plain).schema.renameTable(from, to);
    };

    it('changes names, and keeps all else that SQLite can say of a table', async () => {
      await plain.raw(
        `create table team (
           a integer not null constraint ck__team__a check (a > 0), -- "constraint" ck__team__a
           b text collate nocase default 'ck__team__b',
           c integer generated always as (a * 2) stored,
           d text constraint uq__team__d unique,
           constraint pk__team primary key (a, b)
         ) strict, without rowid`,
      );
      await plain('team').insert({ a: 1, b: 'x', d: 'y' });
      const before = await textOf('team');
      await rename('team', 'squad');
      const after = await textOf('squad');
      expect(after).to.include(
        'constraint `ck__squad__a` check (a > 0), -- "constraint" ck__team__a',
      );
      expect(after).to.include("default 'ck__team__b'").and.to.include('`pk__squad`');
      expect(after).to.match(/strict, without rowid$/u);
      // A unique constraint of its own is not of Knex: SQLite does not tell its name.
      expect(after).to.include('uq__team__d');
      expect(await plain('squad')).to.deep.equal([{ a: 1, b: 'x', c: 2, d: 'y' }]);
      await rename('squad', 'team');
      const unquoted = (sql: string): string => sql.replaceAll(/["`]/gu, '');
      expect(unquoted(await textOf('team'))).to.equal(unquoted(before));
    });

    it('finds a table whatever the case in which it is told', async () => {
      await plain.raw('create table Team (a integer constraint pk__Team primary key)');
      await plain.raw('create index ix__Team__a on Team (a)');
      await rename('Team', 'Squad');
      expect(await textOf('Squad')).to.include('`pk__Squad`');
      expect(await textOf('ix__Squad__a')).to.equal('CREATE INDEX `ix__Squad__a` on "Squad" (a)');
    });

    it('keeps the order, the collation and the predicate of an index', async () => {
      await plain.raw('create table team (a text, b text)');
      await plain.raw(
        'create unique index uq__team__a on team (a collate nocase desc) where b is not null',
      );
      await rename('team', 'squad');
      expect(await textOf('uq__squad__a')).to.equal(
        'CREATE UNIQUE INDEX `uq__squad__a` on "squad" (a collate nocase desc) where b is not null',
      );
    });

    it('leaves an index over an expression', async () => {
      await plain.raw('create table team (a text)');
      await plain.raw('create index ix__team__a on team (lower(a))');
      await rename('team', 'squad');
      expect(await textOf('ix__team__a')).to.include('lower(a)');
    });

    it('builds no table anew whose text names nothing', async () => {
      await plain.raw('create table team (a integer primary key, b integer)');
      await plain.raw(
        'create table member (team_id integer references team (a) on delete cascade)',
      );
      await plain('team').insert({ a: 1 });
      await plain('member').insert({ team_id: 1 });
      await withNaming(plain).transaction(async (trx) => {
        await trx.schema.renameTable('team', 'squad');
      });
      expect(await plain('member')).to.deep.equal([{ team_id: 1 }]);
      expect(await textOf('squad')).to.equal(
        'CREATE TABLE "squad" (a integer primary key, b integer)',
      );
    });

    it('builds a table anew that refers to the renamed one, with its rows', async () => {
      await withNaming(plain)
        .schema.createTable('team', (table) => table.increments('id'))
        .createTable('member', (table) => {
          table.increments('id');
          table.integer('team_id').unsigned().references('id').inTable('team').onDelete('CASCADE');
          table.integer('age').index();
        });
      await plain('team').insert({ id: 1 });
      await plain('member').insert({ id: 5, team_id: 1, age: 3 });
      await plain('member').insert({ id: 9, team_id: 1, age: 3 });
      await plain('member').where({ id: 9 }).delete();
      await rename('team', 'squad');
      expect(await plain('member')).to.deep.equal([{ id: 5, team_id: 1, age: 3 }]);
      expect(await textOf('member')).to.include('`fk__member__team_id__squad`');
      expect(await textOf('ix__member__age')).not.to.equal('');
      await plain('member').insert({ team_id: 1 });
      expect(await plain('member').max('id as id').first()).to.deep.equal({ id: 10 });
      await plain('squad').delete();
      expect(await plain('member')).to.deep.equal([]);
    });

    it('keeps columns whose names hold quotes and backticks', async () => {
      await plain.raw(
        'create table "te`am" ("a`b" integer, "c""d" integer constraint "ck__te`am__x" check ("c""d" > 0))',
      );
      await plain('te`am').insert({ 'a`b': 1, 'c"d': 2 });
      await rename('te`am', 'squ"ad');
      expect(await plain('squ"ad')).to.deep.equal([{ 'a`b': 1, 'c"d': 2 }]);
      expect(await textOf('squ"ad')).to.include('`ck__squ"ad__x`');
    });
  },
  ['sqlite'],
);
