import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import type { Knex } from 'knex';
import { diffCatalogs } from '../../lib/catalog/diff-catalogs.ts';
import { readCatalog } from '../../lib/catalog/read-catalog.ts';
import { dropTimestamps } from '../../lib/mixin/drop-timestamps.ts';
import { timestamps } from '../../lib/mixin/timestamps.ts';
import { uuidPrimaryKey } from '../../lib/mixin/uuid-primary-key.ts';
import { withConventions } from '../../lib/schema/with-conventions.ts';
import { readComments } from '../support/comments.ts';
import { describeEachDialect } from '../support/databases.ts';
import { describeMixin, makeTable, ways } from '../support/mixin-database.ts';
import { useSchemaDatabase } from '../support/schema-database.ts';

const differences = async (before: Awaited<ReturnType<typeof readCatalog>>, knex: Knex) =>
  diffCatalogs(before, await readCatalog(knex)).map(({ message }) => message);

/** Whether the time of an update was set, and others left alone. */
async function touches(knex: Knex, name: string, column: string): Promise<boolean> {
  await knex(name).update({ [column]: null });
  const other = await knex(name).where({ a: 2 }).first(column);
  await knex(name)
    .where({ a: 1 })
    .update({ b: `${Date.now()}` });
  const [one, two] = await knex(name).select(column).orderBy('a');
  return one[column] !== null && String(two[column]) === String(other[column]);
}

describeMixin('timestamps', (dialect, own) => {
  for (const way of ways) {
    it(`keeps the time of creation and, from the first update on, that of the last, by ${way}`, async () => {
      const { knex } = own;
      await makeTable(knex, way, 't', (table) => timestamps(table, { precision: 3 }));
      const [before] = await knex('t').where({ a: 1 });
      expect(before.created_at).to.not.equal(null);
      expect(before.updated_at).to.equal(null);
      await knex('t').where({ a: 1 }).update({ b: 'x' });
      const [first] = await knex('t').where({ a: 1 });
      await sleep(5);
      await knex('t').where({ a: 1 }).update({ b: 'y' });
      const [second] = await knex('t').where({ a: 1 });
      expect(new Date(second.updated_at).getTime()).to.be.greaterThan(
        new Date(first.updated_at).getTime(),
      );
      expect(second.created_at).to.deep.equal(before.created_at);
      expect((await knex('t').where({ a: 2 }).first()).updated_at).to.equal(null);
    });

    it(`is the time of the clock, and not null when created, by ${way}`, async () => {
      const { knex } = own;
      await makeTable(knex, way, 't', (table) => timestamps(table));
      await knex('t').where({ a: 1 }).update({ b: 'x' });
      const row = await knex('t').where({ a: 1 }).first();
      for (const value of [row.created_at, row.updated_at]) {
        const time = new Date(typeof value === 'string' ? `${value}Z` : value).getTime();
        expect(Math.abs(time - Date.now())).to.be.lessThan(30_000);
      }
      const columns = await knex('t').columnInfo();
      expect(columns['created_at']?.nullable).to.equal(false);
      expect(columns['updated_at']?.nullable).to.equal(true);
    });

    it(`leaves no trace when its table, or its columns, are dropped, by ${way}`, async () => {
      const { knex, isWrapped } = own;
      await makeTable(knex, 'createTable', 't', () => {});
      const before = await readCatalog(knex);
      await knex.schema.alterTable('t', (table) => timestamps(table));
      await knex.schema.alterTable('t', (table) =>
        isWrapped ? void table.dropColumns('created_at', 'updated_at') : dropTimestamps(table),
      );
      await knex('t').update({ b: 'x' });
      expect(await differences(before, knex)).to.deep.equal([]);
      await makeTable(knex, way, 'u', (table) => timestamps(table));
      if (!isWrapped) await knex.schema.alterTable('u', (table) => dropTimestamps(table));
      await knex.schema.dropTable('u');
      expect(await differences(before, knex)).to.deep.equal([]);
    });
  }

  it('lets a statement have its way that sets the time itself', async () => {
    const { knex } = own;
    await makeTable(knex, 'createTable', 't', (table) => timestamps(table));
    const time = dialect === 'sqlite' ? '2020-01-02 03:04:05' : new Date(2020, 0, 2, 3, 4, 5);
    await knex('t').where({ a: 1 }).update({ b: 'x', updated_at: time });
    expect((await knex('t').where({ a: 1 }).first()).updated_at).to.deep.equal(time);
  });

  it('goes on when the column, and then the table, is renamed', async () => {
    const { knex } = own;
    await makeTable(knex, 'createTable', 't', (table) => timestamps(table));
    await knex.schema.alterTable('t', (table) => table.renameColumn('updated_at', 'Changed at'));
    // Plain Knex describes the column anew on MySQL, and loses `on update`.
    const isKept = own.isWrapped || dialect !== 'mysql';
    expect(await touches(knex, 't', 'Changed at')).to.equal(isKept);
    await knex.schema.renameTable('t', 'T two');
    expect(await touches(knex, 'T two', 'Changed at')).to.equal(isKept);
  });

  it('takes names, comments, precision and time zone', async () => {
    const { knex, isWrapped } = own;
    await makeTable(knex, 'createTable', 'select', (table) => {
      timestamps(table, {
        camelCase: true,
        updatedAt: 'order',
        useTz: false,
        precision: 3,
        comments: { createdAt: 'Made', updatedAt: "Changed, that's when" },
      });
    });
    expect(await touches(knex, 'select', 'order')).to.equal(true);
    const { columns = [] } = (await readCatalog(knex)).tables[0] ?? {};
    const types = {
      postgres: 'timestamp(3) without time zone',
      mysql: 'datetime(3)',
      sqlite: 'datetime',
    };
    expect(columns.slice(2).map(({ name, type }) => [name, type])).to.deep.equal([
      ['createdAt', types[dialect]],
      ['order', types[dialect]],
    ]);
    if (dialect === 'sqlite' && !isWrapped) return;
    const comments = await readComments(knex, dialect);
    expect(comments.get('select.createdAt')).to.equal('Made');
    expect(comments.get('select.order')).to.equal("Changed, that's when");
  });

  it('leaves the time of updates to the application with onUpdate: false', async () => {
    const { knex } = own;
    await makeTable(knex, 'createTable', 't', (table) => timestamps(table, { onUpdate: false }));
    await knex('t').update({ b: 'x' });
    expect((await knex('t').first()).updated_at).to.equal(null);
    const { triggers, functions } = await readCatalog(knex);
    expect([...triggers, ...functions]).to.deep.equal([]);
  });

  it('compiles the same the second time, and can be made if the table is not there', async () => {
    const { knex } = own;
    const build = (): Knex.SchemaBuilder =>
      knex.schema.createTableIfNotExists('t', (table) => {
        table.comment('a table of a test');
        table.integer('a').comment('a number');
        table.string('b').comment('a text');
        timestamps(table);
      });
    const builder = build();
    const sql = (): string => JSON.stringify(builder.toSQL());
    expect(sql()).to.equal(sql());
    await builder;
    await build();
    await knex('t').insert([{ a: 1 }, { a: 2 }]);
    expect(await touches(knex, 't', 'updated_at')).to.equal(true);
  });

  for (const order of ['before', 'behind']) {
    it(`composes with a key that stands ${order} it, in alterTable`, async () => {
      const { knex } = own;
      await makeTable(knex, 'alterTable', 't', (table) => {
        if (order === 'before') uuidPrimaryKey(table);
        timestamps(table);
        if (order === 'behind') uuidPrimaryKey(table);
      });
      expect((await knex('t').first()).updated_at).to.equal(null);
      expect(await touches(knex, 't', 'updated_at')).to.equal(true);
    });
  }
});

describeEachDialect('timestamps, wrapped', (dialect) => {
  const own = useSchemaDatabase(dialect);
  const wrapped = (): Knex => withConventions(own.knex);

  it('comments its columns', async () => {
    await makeTable(wrapped(), 'createTable', 'commented', (table) => timestamps(table));
    const comments = await readComments(own.knex, dialect);
    expect(comments.get('commented.created_at')).to.equal('Record creation time');
    expect(comments.get('commented.updated_at')).to.equal('Record last update time');
  });

  it('follows the mapper of the project', async () => {
    const knex = withConventions(
      own.test.connect({
        wrapIdentifier: (name, quote) =>
          quote(name.replaceAll(/[A-Z]/gu, (letter) => `_${letter.toLowerCase()}`)),
      }),
    );
    const before = await readCatalog(own.knex);
    await makeTable(knex, 'alterTable', 'userAccount', (table) => {
      timestamps(table, { camelCase: true });
    });
    expect(await touches(own.knex, 'user_account', 'updated_at')).to.equal(true);
    await knex.schema.alterTable('userAccount', (table) => table.dropColumn('updatedAt'));
    await own.knex('user_account').update({ b: 'x' });
    await knex.schema.dropTable('userAccount');
    expect(await differences(before, own.knex)).to.deep.equal([]);
  });

  it('lets the next table of a name have its trigger, when the first was renamed', async () => {
    const knex = wrapped();
    await makeTable(knex, 'createTable', 'again', (table) => timestamps(table));
    await knex.schema.renameTable('again', 'before');
    await makeTable(knex, 'createTable', 'again', (table) => timestamps(table));
    expect(await touches(knex, 'again', 'updated_at')).to.equal(true);
    expect(await touches(knex, 'before', 'updated_at')).to.equal(true);
  });

  it('stays when another column is dropped or altered', async () => {
    const knex = wrapped();
    await makeTable(knex, 'createTable', 'altered', (table) => {
      table.string('c').comment('another');
      timestamps(table);
    });
    await knex.schema.alterTable('altered', (table) => table.dropColumn('c'));
    await knex.schema.alterTable('altered', (table) => table.string('b', 90).defaultTo('').alter());
    expect(await touches(knex, 'altered', 'updated_at')).to.equal(true);
  });
});
