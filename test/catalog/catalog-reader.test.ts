import { expect } from 'chai';
import knexModule, { type Knex } from 'knex';
import { commitWith } from '../../lib/bookkeeping/commit-with.ts';
import { CatalogReader, forgetAnswer, questionBehind } from '../../lib/catalog/catalog-reader.ts';
import { diffCatalogs } from '../../lib/catalog/diff-catalogs.ts';
import { startEmbeddedPostgres } from '../../lib/testing/embedded-server.ts';
import { reachOf } from '../../lib/catalog/reach.ts';
import { readCatalog } from '../../lib/catalog/read-catalog.ts';
import { createDatabase, describeEachDialect, type TestDatabase } from '../support/databases.ts';
import { caught } from '../support/migrations.ts';
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
          'create table left_one (id int, a int)',
          'create table right_one (id int, b int)',
          'create view named as select * from (left_one cross join right_one) j(p, q, r, s)',
          'alter table left_one add column more int',
          'alter table left_one drop column more',
          'drop view named',
          'create view named as select * from left_one l (x, y)',
          'alter table left_one add column more int',
          'alter table left_one drop column more',
          'drop view named',
          `create function counted() returns bigint
             begin atomic select count(*) from (left_one cross join right_one) j(p, q); end`,
          'alter table right_one add column more int',
          'drop function counted()',
          `create view merged as select 1 as one
             from left_one join right_one using (id) join (select 1 as a) k using (a)`,
          'alter table right_one add column a int',
          'drop view merged',
          'revoke usage on type pair from public',
          'grant usage on type pair to public',
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

    it('sees behind a COMMIT what was committed, by what the transaction has locked where that is enough', async () => {
      const own = await createDatabase('postgres');
      try {
        const other = own.connect({ pool: { min: 1, max: 1 } });
        await other.raw(postgresSchema);
        // Of these, dropped tables and columns take something along.
        await other.raw('drop statistics member_stats; drop collation plain');
        const ownReader = new CatalogReader(other);
        await ownReader.read();
        await ownReader.read();
        const asked = { locked: 0, changes: 0 };
        const plain = [
          'create table numbered (id int generated always as identity primary key, label text unique)',
          'create index on numbered (lower(label))',
          'create index on numbered (label) where id > 1',
          'insert into numbered (label) values (1)',
          'alter table numbered add column parent int references numbered on delete cascade',
          'alter table numbered add check (parent <> id), alter label type varchar(20)',
          "comment on column numbered.label is 'What it is called'",
          'alter table numbered rename label to title',
          'alter table numbered rename to renumbered',
          'create table heir () inherits (renumbered)',
          'alter table renumbered add column late date default now()',
          'alter table renumbered drop column title',
          'create table serial (id serial, at timestamptz not null default now())',
          'alter table serial drop column id',
          'create table part (id int not null, at date) partition by range (at)',
          "create table part_1 partition of part for values from ('2020-01-01') to ('2021-01-01')",
          'create index on part (id)',
          'alter table part add primary key (id, at)',
          'alter table part detach partition part_1',
          'drop table part',
          'drop table heir',
          'drop table renumbered, serial',
          'create table gone_soon (id serial primary key)',
          'drop table gone_soon cascade',
          'create table gone_soon (id serial primary key); create index on gone_soon (id)',
          'alter table gone_soon add column more int unique',
          'alter table gone_soon drop column more cascade',
          'drop table gone_soon cascade',
          'create view late_view as select 1 as one',
          'grant select on part_1 to public',
          'alter table part_1 add column more text',
          'drop table part_1',
        ].map((sql) => ({ sql, message: sql }));
        for (const { sql, message } of [...plain, ...postgresChanges, ...plain]) {
          const expected = { reach: reachOf({ sql, method: 'raw' }), isUndo: false };
          const question = questionBehind(ownReader, true, () => expected)!;
          await other
            .transaction(async (trx) => {
              await trx.raw(sql);
              const spied = {
                ...question,
                textFor: (connection: object) => {
                  const text = question.textFor(connection);
                  if (text?.behind.includes('_changes (')) asked.changes += 1;
                  if (text?.before !== undefined) asked.locked += 1;
                  return text;
                },
              };
              commitWith(trx, {
                statement: 'create table if not exists public.kept ()',
                question: spied,
              });
            })
            // One may need what another took away.
            .catch(() => {});
          expect(await ownReader.read(), message).to.deep.equal(await readCatalog(other));
        }
        expect(asked.locked).to.be.greaterThan(plain.length);
        expect(asked.changes).to.be.greaterThan(plain.length);
      } finally {
        await own.drop();
      }
    }).timeout(60_000);

    /** On a server of its own, as transactions are numbered for the whole of it. */
    const readAlone = async () => {
      const server = await startEmbeddedPostgres();
      const connect = (): Knex =>
        knexModule({ client: 'pg', connection: server.url, pool: { min: 1, max: 1 } });
      const [other, beside] = [connect(), connect()];
      const stop = async (): Promise<void> => {
        await Promise.all([other.destroy(), beside.destroy()]);
        await server.stop();
      };
      await other.raw('create table note (id int); create table far (id int)');
      const ownReader = new CatalogReader(other);
      await ownReader.read();
      await ownReader.read();
      return { other, beside, ownReader, stop };
    };

    it('keeps what was locked by transactions behind which nothing was read', async () => {
      const { other, beside, ownReader, stop } = await readAlone();
      try {
        const queries: string[] = [];
        other.on('query', ({ sql }: { sql: string }) => queries.push(sql));
        const step = async (isRead: boolean, sql: string): Promise<void> => {
          const reach = reachOf({ sql, method: 'raw' });
          await other.transaction(async (trx) => {
            await trx.raw(sql);
            const question = questionBehind(ownReader, isRead, () => ({ reach, isUndo: false }));
            commitWith(trx, {
              statement: 'create table if not exists kept ()',
              question: question!,
            });
          });
        };
        const readAgain = async (): Promise<number> => {
          queries.length = 0;
          const read = await ownReader.read();
          const count = queries.length;
          expect(read).to.deep.equal(await readCatalog(beside));
          return count;
        };
        await step(true, 'create table kept (id int)');
        expect(await readAgain()).to.equal(0);
        await step(false, "comment on table note is 'a'");
        await step(false, 'alter table far add column more int unique');
        await step(true, 'alter table note add column more int');
        expect(await readAgain()).to.equal(0);
        await step(false, 'alter table far drop column more');
        await step(false, 'drop table far');
        await step(true, 'create table far (id serial)');
        expect(await readAgain()).to.equal(0);
        await step(false, 'alter table far add column more int');
        // A setting of the session would not outlast it.
        await other.raw('reset all');
        await step(true, "comment on table note is 'b'");
        expect(await readAgain()).to.equal(0);
        await step(true, 'create index by_id on note (id)');
        expect(await readAgain()).to.equal(0);
        // It locks the index, and not its table.
        await step(true, 'alter table by_id set (fillfactor = 77)');
        expect(await readAgain()).to.equal(0);
        await step(false, 'create view seen as select id from note');
        await step(true, 'create table later (id int)');
        expect(await readAgain()).to.be.greaterThan(0);
        // Others are at work there, it seems: the next eight do not go by locks.
        for (let count = 0; count < 8; count += 1) {
          await step(false, `comment on table later is '${count}'`);
          await step(true, `comment on table later is 'read ${count}'`);
          expect(await readAgain()).to.equal(0);
        }
        await step(false, 'create table unread (id int)');
        await step(true, 'drop view seen');
        expect(await readAgain()).to.be.lessThan(3);
        await step(false, 'create table unread_as_well (id int)');
        expect(await readAgain()).to.be.greaterThan(0);
      } finally {
        await stop();
      }
    });

    it('misses what is gone of a table that was last read by its lock, when others come between', async () => {
      const { other, beside, ownReader, stop } = await readAlone();
      try {
        const step = async (sql: string, isUndo: boolean): Promise<void> => {
          const reach = reachOf({ sql, method: 'raw' });
          await other.transaction(async (trx) => {
            await trx.raw(sql);
            const question = questionBehind(ownReader, true, () => ({ reach, isUndo }))!;
            commitWith(trx, { statement: 'select 1', question });
          });
          expect(await ownReader.read(), sql).to.deep.equal(await readCatalog(beside));
        };
        for (const isUndo of [true, false]) {
          for (const [up, down] of [
            ['alter table note add constraint u unique (id)', 'alter table note drop constraint u'],
            ['create index i on note (id)', 'drop index i'],
            ["comment on column note.id is 'x'", 'comment on column note.id is null'],
            ['alter table far add column more serial', 'alter table far drop column more'],
            ['create table new (id serial unique)', 'drop table new'],
          ] as const) {
            await step(up, false);
            // Numbers a transaction, and changes nothing.
            await beside.raw('select txid_current()');
            await step(down, isUndo);
            // Until it goes by locks again.
            for (let count = 0; count < 9; count += 1)
              await step('create view any_reach as select 1; drop view any_reach', false);
          }
        }
      } finally {
        await stop();
      }
    }).timeout(60_000);

    it('asks for all where other transactions came between, or no lock tells', async () => {
      const own = await createDatabase('postgres');
      try {
        const other = own.connect({ pool: { min: 2, max: 2 } });
        await other.raw('create table note (id int); create table far (id int)');
        const ownReader = new CatalogReader(other);
        await ownReader.read();
        await ownReader.read();
        const step = async (reach: 'rows' | 'locked', sql: string): Promise<void> => {
          await other.transaction(async (trx) => {
            await trx.raw(sql);
            commitWith(trx, {
              statement: 'select 1',
              question: questionBehind(ownReader, true, () => ({ reach, isUndo: false }))!,
            });
          });
          expect(await ownReader.read(), sql).to.deep.equal(await readCatalog(own.connect()));
        };
        await step('locked', "comment on table note is 'a'");
        await other.raw('create view between_them as select 1 as one');
        await step('locked', "comment on table note is 'b'");
        await step('rows', "comment on table note is 'c'");
        await step('rows', 'insert into note values (1)');
        const late = await other.transaction();
        await late.raw("comment on table far is 'before'");
        await step('locked', "comment on table note is 'd'");
        await late.commit();
        await step('rows', 'insert into note values (1)');
        await step('locked', "comment on table note is 'e'");
        const later = await other.transaction();
        // A savepoint has a number of its own, which no snapshot tells.
        await later.transaction((within) => within.raw("comment on table far is 'within'"));
        await step('locked', "comment on table note is 'f'");
        await later.commit();
        await step('rows', 'insert into note values (1)');
      } finally {
        await own.drop();
      }
    });

    it('asks one question for what has changed, and keeps the rest', async () => {
      const queries: string[] = [];
      knex.on('query', ({ sql }: { sql: string }) => queries.push(sql));
      await reader.read();
      await knex.raw("comment on table note is 'w'");
      const before = await reader.read();
      await knex.raw("comment on table note is 'x'");
      queries.length = 0;
      const after = await reader.read();
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
      expect(await countAfter('drop table made')).to.equal(1);
      await countAfter('create index here on note (id)');
      expect(await countAfter('drop index here')).to.equal(1);
      await countAfter('create index before_last on note (id)');
      await countAfter("comment on table member is 'between'");
      expect(await countAfter('drop index before_last')).to.be.above(1);
    });

    it('asks once more for a kind of part that there was none of before', async () => {
      const own = await createDatabase('postgres');
      try {
        const on = own.connect();
        await on.raw('create table note (id int); create table other (id int)');
        const ownReader = new CatalogReader(on);
        await ownReader.read();
        const queries: string[] = [];
        on.on('query', ({ sql }: { sql: string }) => queries.push(sql));
        const countAfter = async (sql: string): Promise<number> => {
          await on.raw(sql);
          queries.length = 0;
          expect(await ownReader.read()).to.deep.equal(await readCatalog(own.connect()));
          return queries.length;
        };
        await countAfter("comment on table note is 'x'");
        expect(await countAfter('create policy p on note using (true)')).to.equal(2);
        expect(await countAfter('create policy p on other using (false)')).to.equal(1);
      } finally {
        await own.drop();
      }
    });

    it('asks behind a COMMIT, and then needs no question', async () => {
      const queries: string[] = [];
      knex.on('query', ({ sql }: { sql: string }) => queries.push(sql));
      const commit = async (sql: string): Promise<void> => {
        await knex.transaction(async (trx) => {
          await trx.raw(sql);
          commitWith(trx, {
            statement: 'select 1',
            question: questionBehind(reader, true, () => ({ reach: 'any', isUndo: false }))!,
          });
        });
        queries.length = 0;
      };
      const readAll = (): ReturnType<typeof readCatalog> => readCatalog(database.connect());
      await reader.read();
      await commit("comment on table note is 'behind'");
      expect(await reader.read()).to.deep.equal(await readAll());
      expect(queries).to.have.length(0);
      await commit("comment on table note is 'forgotten'");
      forgetAnswer(reader);
      expect(await reader.read()).to.deep.equal(await readAll());
      expect(queries).to.have.length(1);
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
        commitWith(trx, {
          statement: 'select 1',
          question: questionBehind(own, true, () => ({ reach: 'any', isUndo: true }))!,
        });
      });
      expect(await own.read()).to.deep.equal(await readCatalog(one));
    });

    it('takes nothing for committed where what was to be kept before the COMMIT is forgotten', async () => {
      const own = await createDatabase('postgres');
      try {
        const one = own.connect({ pool: { min: 1, max: 1 } });
        await one.raw('create table note (id int)');
        const ownReader = new CatalogReader(one);
        await ownReader.read();
        await ownReader.read();
        const step = (sql: string): Promise<void> =>
          one.transaction(async (trx) => {
            await trx.raw(sql);
            const expected = { reach: 'locked', isUndo: false } as const;
            commitWith(trx, {
              statement: 'select 1',
              question: questionBehind(ownReader, true, () => expected)!,
            });
          });
        // Nothing tells the driver of this.
        const hidden = "do $$ begin execute 'deallocate all'; end $$";
        const { message } = await caught(Error, () =>
          step(`comment on table note is 'y'; ${hidden}`),
        );
        expect(message).to.include('does not exist');
        expect((await ownReader.read()).tables[0]?.comment).to.equal(null);
        await step("comment on table note is 'z'");
        expect((await ownReader.read()).tables[0]?.comment).to.equal('z');
        for (const forget of ['discard all', 'deallocate all']) {
          await one.raw(forget);
          await step(`comment on table note is '${forget}'`);
          expect((await ownReader.read()).tables[0]?.comment).to.equal(forget);
        }
        await one.raw('deallocate all');
        await one.transaction(async (trx) => {
          await trx.raw("comment on table note is 'within'");
          expect((await ownReader.read(trx)).tables[0]?.comment).to.equal('within');
        });
        await ownReader.read();
        await step("comment on table note is 'y'; deallocate all");
        expect((await ownReader.read()).tables[0]?.comment).to.equal('y');
      } finally {
        await own.drop();
      }
    });
  },
  ['postgres'],
);
