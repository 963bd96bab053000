import { expect } from 'chai';
import type { Knex } from 'knex';
import { commitWith } from '../../lib/bookkeeping/commit-with.ts';
import { CatalogReader, forgetAnswer, questionBehind } from '../../lib/catalog/catalog-reader.ts';
import { diffCatalogs } from '../../lib/catalog/diff-catalogs.ts';
import { readCatalog } from '../../lib/catalog/read-catalog.ts';
import { createDatabase, describeEachDialect, type TestDatabase } from '../support/databases.ts';
import { postgresChanges, postgresSchema } from '../support/postgres-changes.ts';
import { runAll } from '../support/run-all.ts';
import { sqliteChanges } from '../support/sqlite-changes.ts';
import { schemas } from '../support/schema-changes.ts';

describeEachDialect('CatalogReader', (dialect) => {
  it('reads what readCatalog reads, each time', async () => {
    const database = await createDatabase(dialect);
    try {
      const knex = database.connect();
      const reader = new CatalogReader(knex, { except: ['note'] });
      const expectSame = async (): Promise<void> => {
        expect(await reader.read()).to.deep.equal(await readCatalog(knex, { except: ['note'] }));
      };
      await expectSame();
      await runAll(knex, schemas[dialect]);
      await expectSame();
      await knex.schema.createTable('t', (table) => void table.increments('id'));
      await expectSame();
      await knex.schema.dropTable('t');
      await expectSame();
    } finally {
      await database.drop();
    }
  });
});

describeEachDialect(
  'CatalogReader of SQLite',
  () => {
    it('sees each change, one behind the other, and keeps the rest', async () => {
      const database = await createDatabase('sqlite');
      try {
        const knex = database.connect();
        await runAll(knex, schemas.sqlite);
        const reader = new CatalogReader(knex);
        let before = await reader.read();
        let changed = 0;
        for (const { sql, message } of sqliteChanges) {
          // One may need what another took away.
          await runAll(knex, sql).catch(() => {});
          const after = await reader.read();
          expect(after, message).to.deep.equal(await readCatalog(knex));
          const old = new Set(before.tables);
          const fresh = after.tables.filter((table) => !old.has(table)).length;
          expect(fresh, message).to.be.lessThan(3);
          changed += fresh;
          before = after;
        }
        expect(changed).to.be.greaterThan(sqliteChanges.length / 3);
      } finally {
        await database.drop();
      }
    });
  },
  ['sqlite'],
);

describeEachDialect(
  'CatalogReader of PostgreSQL',
  () => {
    let database: TestDatabase;
    let knex: Knex;
    let reader: CatalogReader;
    before(async () => {
      database = await createDatabase('postgres');
      knex = database.connect();
      await knex.raw(postgresSchema);
      reader = new CatalogReader(knex);
    });
    after(() => database?.drop());

    // Each reading starts from the one before: one reader goes through all of them.
    for (const { sql, message } of postgresChanges) {
      it(`sees in a transaction, and no more behind its rollback: ${message}`, async () => {
        const before = await reader.read();
        const trx = await knex.transaction();
        try {
          // A migration writes before it changes the schema, too.
          expect(await reader.read(trx)).to.deep.equal(before);
          await trx.raw(sql);
          const after = await reader.read(trx);
          expect(diffCatalogs(before, after).map((each) => each.message)).to.deep.equal([message]);
          expect(after).to.deep.equal(await readCatalog(trx));
        } finally {
          await trx.rollback();
        }
        expect(await reader.read()).to.deep.equal(before);
      });
    }

    it('sees changes that were made in one transaction, one by one', async () => {
      const trx = await knex.transaction();
      try {
        for (const sql of [
          "comment on column note.body is 'a'",
          "comment on column note.body is 'b'",
          'savepoint s; alter table note add extra int',
          'rollback to savepoint s',
          'alter table note add extra text',
          'alter table note rename extra to more',
          'alter table team rename to club',
          'alter table note drop more',
          'alter table member drop column id cascade',
        ]) {
          await trx.raw(sql);
          expect(await reader.read(trx), sql).to.deep.equal(await readCatalog(trx));
        }
      } finally {
        await trx.rollback();
      }
      expect(await reader.read()).to.deep.equal(await readCatalog(knex));
    });

    it('sees what becomes of a table outside of the schemas that are read', async () => {
      const trx = await knex.transaction();
      try {
        const options = { schemas: ['other'] };
        const other = new CatalogReader(knex, options);
        await trx.raw('create table other.fan (team int references public.team (id))');
        await other.read(trx);
        for (const sql of [
          'alter table public.team rename column id to key',
          'alter table public.team set schema other',
          'alter table other.team set schema public',
          'alter table public.team rename to club',
        ]) {
          await trx.raw(sql);
          expect(await other.read(trx), sql).to.deep.equal(await readCatalog(trx, options));
        }
      } finally {
        await trx.rollback();
      }
    });

    it('sees what was committed, one change behind the other', async () => {
      const own = await createDatabase('postgres');
      try {
        const other = own.connect();
        await other.raw(postgresSchema);
        const ownReader = new CatalogReader(other);
        await ownReader.read();
        let count = 0;
        const changes = [
          'create sequence own',
          'alter sequence own increment 5',
          'drop sequence own',
          'create table numbered (id int generated always as identity)',
          'alter table numbered alter id set increment 5',
          'alter table numbered alter id drop identity',
          'create table other.first (id int)',
          'create publication held for table other.first',
          'alter publication held set tables in schema other',
          'create table other.second (id int)',
          'alter publication held add tables in schema public',
          'alter publication held set table other.second',
          'drop table other.second',
          'drop publication held',
        ].map((sql) => ({ sql, message: sql }));
        for (const { sql, message } of [...changes, ...postgresChanges]) {
          // One may need what another took away.
          const isDone = await other.raw(sql).then(
            () => true,
            () => false,
          );
          expect(await ownReader.read(), message).to.deep.equal(await readCatalog(other));
          if (isDone) count += 1;
        }
        expect(count).to.be.greaterThan(postgresChanges.length / 2);
      } finally {
        await own.drop();
      }
    });

    it('asks two questions for what has changed, and keeps the rest', async () => {
      const queries: string[] = [];
      knex.on('query', ({ sql }: { sql: string }) => queries.push(sql));
      await reader.read();
      await knex.raw("comment on table note is 'w'");
      const before = await reader.read();
      await knex.raw("comment on table note is 'x'");
      queries.length = 0;
      const after = await reader.read();
      expect(queries).to.have.length(2);
      queries.length = 0;
      await reader.read();
      expect(queries).to.have.length(1);
      const changed = after.tables.filter((table, index) => table !== before.tables[index]);
      expect(changed.map(({ name }) => name)).to.deep.equal(['note']);
    });

    it('asks no list of all for what takes away what was new, and one for what was there', async () => {
      const queries: string[] = [];
      knex.on('query', ({ sql }: { sql: string }) => queries.push(sql));
      const countAfter = async (sql: string): Promise<number> => {
        await knex.raw(sql);
        queries.length = 0;
        expect(await reader.read()).to.deep.equal(await readCatalog(knex));
        return queries.length - 1;
      };
      await reader.read();
      await countAfter(
        'create table made (id serial primary key, a int unique); create index on made (id)',
      );
      expect(await countAfter('drop table made')).to.equal(2);
      await countAfter('create index here on note (id)');
      expect(await countAfter('drop index here')).to.equal(2);
      await countAfter('create index before_last on note (id)');
      await countAfter("comment on table member is 'between'");
      expect(await countAfter('drop index before_last')).to.be.above(2);
    });

    it('asks behind a COMMIT, and then needs no question for what has changed', async () => {
      const queries: string[] = [];
      knex.on('query', ({ sql }: { sql: string }) => queries.push(sql));
      const commit = async (sql: string): Promise<void> => {
        await knex.transaction(async (trx) => {
          await trx.raw(sql);
          commitWith(trx, 'select 1', questionBehind(reader)!);
        });
        queries.length = 0;
      };
      const readAll = (): ReturnType<typeof readCatalog> => readCatalog(database.connect());
      await reader.read();
      await commit("comment on table note is 'behind'");
      expect(await reader.read()).to.deep.equal(await readAll());
      expect(queries).to.have.length(1);
      await commit("comment on table note is 'forgotten'");
      forgetAnswer(reader);
      expect(await reader.read()).to.deep.equal(await readAll());
      expect(queries).to.have.length(2);
      await commit("set timezone = 'Asia/Tokyo'; alter table note add t timestamptz default now()");
      expect(await reader.read()).to.deep.equal(await readAll());
    });

    it('asks again on a connection that was told to forget everything', async () => {
      const one = database.connect({ pool: { min: 1, max: 1 } });
      const own = new CatalogReader(one);
      await own.read();
      await own.read();
      await one.transaction(async (trx) => {
        await trx.raw("comment on table note is 'y'; deallocate all");
        commitWith(trx, 'select 1', questionBehind(own)!);
      });
      expect(await own.read()).to.deep.equal(await readCatalog(one));
    });
  },
  ['postgres'],
);
