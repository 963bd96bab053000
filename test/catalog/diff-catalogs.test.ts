import { expect } from 'chai';
import type { Knex } from 'knex';
import type { DialectName } from '../../lib/dialect/dialect.ts';
import type { Catalog } from '../../lib/catalog/catalog.ts';
import { diffCatalogs } from '../../lib/catalog/diff-catalogs.ts';
import { readCatalog } from '../../lib/catalog/read-catalog.ts';
import { createDatabase, describeEachDialect, type TestDatabase } from '../support/databases.ts';
import { isMariaDb } from '../support/is-maria-db.ts';
import { caught } from '../support/migrations.ts';
import { mysqlChanges, mysqlSchema, type MysqlChange } from '../support/mysql-changes.ts';
import { postgresChanges, postgresSchema } from '../support/postgres-changes.ts';
import { runAll } from '../support/run-all.ts';
import { sqliteChanges, sqliteSchema } from '../support/sqlite-changes.ts';

/** The messages of both directions, so that nothing is seen from one side only. */
function messagesOf(before: Catalog, after: Catalog): string[] {
  const there = diffCatalogs(before, after);
  expect(diffCatalogs(after, before)).to.have.length(there.length);
  expect(Object.isFrozen(there)).to.equal(true);
  return there.map(({ message }) => message);
}

describeEachDialect(
  'diffCatalogs, by single changes',
  () => {
    let database: TestDatabase;
    let knex: Knex;
    let original: Catalog;
    before(async () => {
      database = await createDatabase('postgres');
      knex = database.connect();
      await knex.raw(postgresSchema);
      original = await readCatalog(knex);
    });
    after(() => database?.drop());

    it('tells columns that are called like an order', async () => {
      const trx = await knex.transaction();
      try {
        await trx.raw('create table named (last text, "asc" text); create index n on named (last)');
        const before = await readCatalog(trx);
        await trx.raw('drop index n; create index n on named (last, "asc")');
        expect(messagesOf(before, await readCatalog(trx))).to.deep.equal([
          'index n on named: columns last became last, asc',
        ]);
      } finally {
        await trx.rollback();
      }
    });

    it('tells what becomes of a publication, and not what becomes of the tables that it holds', async () => {
      const trx = await knex.transaction();
      try {
        await trx.raw('create table other.one (id int); create publication p for table other.one');
        const one = await readCatalog(trx);
        // It holds the same tables.
        await trx.raw('alter publication p set tables in schema other');
        const all = await readCatalog(trx);
        expect(messagesOf(one, all)).to.deep.equal([
          'publication p: definition insert update delete truncate other.one became insert update delete truncate schemas other',
        ]);
        await trx.raw('create table other.two (id int)');
        expect(messagesOf(all, await readCatalog(trx))).to.deep.equal([
          'table other.two is left over',
        ]);
        await trx.raw('alter publication p set tables in schema other, public');
        expect(messagesOf(all, await readCatalog(trx))).to.include(
          'publication p: definition insert update delete truncate schemas other became insert update delete truncate schemas other, public',
        );
      } finally {
        await trx.rollback();
      }
    });

    for (const { sql, message } of postgresChanges) {
      it(message, async () => {
        const trx = await knex.transaction();
        try {
          await trx.raw(sql);
          expect(messagesOf(original, await readCatalog(trx))).to.deep.equal([message]);
        } finally {
          await trx.rollback();
        }
        expect(messagesOf(original, await readCatalog(knex))).to.deep.equal([]);
      });
    }
  },
  ['postgres'],
);

describeEachDialect(
  'diffCatalogs, by single changes',
  (dialect) => {
    const [schema, changes]: readonly [string, readonly MysqlChange[]] =
      dialect === 'mysql' ? [mysqlSchema, mysqlChanges] : [sqliteSchema, sqliteChanges];
    for (const change of changes) {
      it(change.message, async () => {
        const database = await createDatabase(dialect);
        try {
          const knex = database.connect();
          await runAll(knex, schema);
          const before = await readCatalog(knex);
          const own = await changeOn(knex, dialect, change);
          if (own === 'refused') {
            await caught(Error, () => runAll(knex, change.sql));
            expect(messagesOf(before, await readCatalog(knex))).to.deep.equal([]);
            return;
          }
          const { sql, message } = { ...change, ...own };
          await runAll(knex, sql);
          expect(messagesOf(before, await readCatalog(knex))).to.deep.equal(message.split('\n'));
        } finally {
          await database.drop();
        }
      });
    }
  },
  ['mysql', 'sqlite'],
);

async function changeOn(
  knex: Knex,
  dialect: DialectName,
  { onMysql, onMariaDb }: MysqlChange,
): Promise<MysqlChange['onMysql']> {
  if (dialect !== 'mysql') return undefined;
  return (await isMariaDb(knex)) ? onMariaDb : onMysql;
}

describeEachDialect('diffCatalogs, by a new name of a table', (dialect) => {
  it('tells it once, and what hangs on the table only where it is another', async () => {
    const database = await createDatabase(dialect);
    try {
      const knex = database.connect();
      const make = {
        postgres: [
          'create table a (id serial primary key, n int)',
          "create function f() returns trigger language plpgsql as 'begin return new; end'",
          'create trigger t before update on a for each row execute function f()',
          'create policy p on a',
          'grant select, insert (n) on a to public',
          'create view v as select n from a',
          'grant select on v to public',
          'create sequence s; grant usage on sequence s to public',
        ],
        mysql: [
          'create table a (id int auto_increment primary key, n int)',
          'create trigger t before update on a for each row set new.n = 1',
        ],
        sqlite: [
          'create table a (id integer primary key, n int)',
          'create trigger t before update on a begin select 1; end',
        ],
      }[dialect];
      for (const sql of make) await knex.raw(sql);
      const before = await readCatalog(knex);
      await knex.raw('alter table a rename to b');
      // The texts of PostgreSQL and SQLite bear the name of the table.
      const trigger = (table: string): string =>
        dialect === 'mysql' ? '' : `trigger t on ${table}: definition `;
      const view = dialect === 'postgres' ? ['view v: definition '] : [];
      const expected = (name: string, other: string): string[] =>
        [`table ${name} is now called ${other}`, ...view, trigger(other)].filter(Boolean);
      const told = (messages: readonly string[]): string[] =>
        messages.map((message) => message.replace(/(?<=: definition ).*/su, ''));
      const after = await readCatalog(knex);
      const there = diffCatalogs(before, after).map(({ message }) => message);
      expect(told(there)).to.deep.equal(expected('a', 'b'));
      const back = diffCatalogs(after, before).map(({ message }) => message);
      expect(told(back)).to.deep.equal(expected('b', 'a'));
      if (dialect !== 'postgres') return;
      await knex.raw('alter view v rename to w; alter sequence s rename to r');
      expect(
        diffCatalogs(after, await readCatalog(knex)).map(({ message }) => message),
      ).to.deep.equal(['view v is now called w', 'sequence s is now called r']);
    } finally {
      await database.drop();
    }
  });
});
