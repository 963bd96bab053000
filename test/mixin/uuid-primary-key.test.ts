import { expect } from 'chai';
import knexModule from 'knex';
import type { Knex } from 'knex';
import { readCatalog } from '../../lib/catalog/read-catalog.ts';
import { diffCatalogs } from '../../lib/catalog/diff-catalogs.ts';
import { uuidPrimaryKey } from '../../lib/mixin/uuid-primary-key.ts';
import { withConventions } from '../../lib/schema/with-conventions.ts';
import { readComments } from '../support/comments.ts';
import { describeEachDialect } from '../support/databases.ts';
import { describeMixin, makeTable, ways } from '../support/mixin-database.ts';
import { useSchemaDatabase } from '../support/schema-database.ts';
import { startEmbeddedPostgres } from '../../lib/testing/embedded-server.ts';

/** RFC 9562: the version, and the variant that the next part begins with. */
const form = (version: number | string): RegExp =>
  new RegExp(`^[0-9a-f]{8}-[0-9a-f]{4}-${version}[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`, 'u');

async function keysOf(knex: Knex, name: string): Promise<string[]> {
  return (await knex(name).select('id').orderBy('a')).map(({ id }) => id as string);
}

describeMixin('uuidPrimaryKey', (dialect, own) => {
  for (const way of ways) {
    it(`is a key that the database makes, each another, by ${way}`, async () => {
      const { knex } = own;
      await makeTable(knex, way, 't', (table) => uuidPrimaryKey(table));
      await knex('t').insert(Array.from({ length: 300 }, (_, a) => ({ a: a + 3 })));
      const keys = await keysOf(knex, 't');
      expect(new Set(keys)).to.have.property('size', 302);
      // MariaDB's uuid() is of version 1.
      const expected = form(dialect === 'mysql' ? '[14]' : 4);
      for (const key of keys) expect(key).to.match(expected);
      const { constraints } = (await readCatalog(knex)).tables[0] ?? { constraints: [] };
      expect(constraints.map(({ kind, columns }) => [kind, columns])).to.deep.equal([
        ['pk', ['id']],
      ]);
      expect((await knex('t').columnInfo())['id']?.nullable).to.equal(false);
    });

    it(`is ordered by time in version 7, by ${way}`, async () => {
      const { knex } = own;
      await makeTable(knex, way, 't', (table) => uuidPrimaryKey(table, { version: 7 }));
      const start = Date.now();
      for (let a = 3; a < 8; a += 1) {
        await knex('t').insert({ a });
        await new Promise((resolve) => setTimeout(resolve, 3));
      }
      const keys = await keysOf(knex, 't');
      for (const key of keys) {
        expect(key).to.match(form(7));
        const time = Number.parseInt(key.replace('-', '').slice(0, 12), 16);
        expect(Math.abs(time - start)).to.be.lessThan(30_000);
      }
      expect(keys.slice(2)).to.deep.equal(keys.slice(2).sort());
    });
  }

  it('takes a name and a comment', async () => {
    const { knex, isWrapped } = own;
    await makeTable(knex, 'createTable', 't', (table) => {
      uuidPrimaryKey(table, { name: 'Account Id', comment: 'Number of the account' });
    });
    expect((await knex('t').first())['Account Id']).to.match(form('[14]'));
    if (dialect === 'sqlite' && !isWrapped) return;
    const comments = await readComments(knex, dialect);
    expect(comments.get('t.Account Id')).to.equal('Number of the account');
  });

  it('stays a key that the database makes when SQLite builds the table anew', async () => {
    const { knex } = own;
    await makeTable(knex, 'createTable', 't', (table) => uuidPrimaryKey(table));
    const before = await readCatalog(knex);
    await knex.schema.alterTable('t', (table) => table.string('c').comment('a text'));
    await knex.schema.alterTable('t', (table) => table.dropColumn('c'));
    expect(diffCatalogs(before, await readCatalog(knex))).to.deep.equal([]);
    await knex('t').insert({ a: 3 });
    expect((await keysOf(knex, 't')).at(-1)).to.match(form('[14]'));
  });
});

describeEachDialect('uuidPrimaryKey, wrapped', (dialect) => {
  const own = useSchemaDatabase(dialect);

  for (const way of ways) {
    it(`is named and commented, by ${way}`, async () => {
      await makeTable(withConventions(own.knex), way, way, (table) => uuidPrimaryKey(table));
      const { constraints } = (await readCatalog(own.knex)).tables.find(
        ({ name }) => name === way,
      ) ?? { constraints: [] };
      const expected = dialect === 'mysql' ? 'PRIMARY' : `pk__${way}`;
      expect(constraints.map(({ name }) => name)).to.deep.equal([expected]);
      const comments = await readComments(own.knex, dialect);
      expect(comments.get(`${way}.id`)).to.equal('Unique record identifier');
    });
  }
});

describeEachDialect(
  'uuidPrimaryKey of PostgreSQL 18',
  () => {
    it('is uuidv7() in version 7', async () => {
      const server = await startEmbeddedPostgres();
      const knex = knexModule({ client: 'pg', connection: server.url });
      try {
        await knex.raw('select 1');
        await makeTable(knex, 'createTable', 't', (table) => uuidPrimaryKey(table, { version: 7 }));
        expect((await knex('t').columnInfo())['id']?.defaultValue).to.equal('uuidv7()');
        for (const key of await keysOf(knex, 't')) expect(key).to.match(form(7));
      } finally {
        await knex.destroy();
        await server.stop();
      }
    });
  },
  ['postgres'],
);
