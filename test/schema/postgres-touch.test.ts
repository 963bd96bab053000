import { expect } from 'chai';
import type { Knex } from 'knex';
import { diffCatalogs } from '../../lib/catalog/diff-catalogs.ts';
import { readCatalog } from '../../lib/catalog/read-catalog.ts';
import { timestamps } from '../../lib/mixin/timestamps.ts';
import { withConventions } from '../../lib/schema/with-conventions.ts';
import { describeEachDialect } from '../support/databases.ts';
import { makeTable } from '../support/mixin-database.ts';
import { useSchemaDatabase } from '../support/schema-database.ts';

describeEachDialect(
  'a touch trigger of PostgreSQL',
  (dialect) => {
    const own = useSchemaDatabase(dialect);
    const functions = async (): Promise<string[]> =>
      (await readCatalog(own.knex)).functions.map(({ schema, name }) => `${schema}.${name}`);
    const touched = async (name: string, column = 'updated_at'): Promise<boolean> => {
      await own.knex(name).update({ b: 'x' });
      return (await own.knex(name).first())[column] !== null;
    };
    const make = (name: string, knex = withConventions(own.knex)): Promise<void> =>
      makeTable(knex, 'createTable', name, (table) => timestamps(table));

    it('shares its function with other tables, and takes it along with the last', async () => {
      const knex = withConventions(own.knex);
      const before = await readCatalog(own.knex);
      for (const name of ['one', 'two', 'three']) await make(name);
      expect(await functions()).to.have.length(1);
      await knex.schema.dropTable('one');
      expect(await touched('two')).to.equal(true);
      await knex.schema.alterTable('two', (table) => table.dropTimestamps());
      expect(await touched('three')).to.equal(true);
      expect(await functions()).to.have.length(1);
      await knex.schema.dropTableIfExists('two').dropTableIfExists('three');
      expect(diffCatalogs(before, await readCatalog(own.knex))).to.deep.equal([]);
    });

    it('is of the schema of its table', async () => {
      const before = await readCatalog(own.knex);
      const knex = withConventions(own.knex);
      await knex.schema.createSchema('S Two');
      await knex.schema.withSchema('S Two').createTable('Log', (table) => {
        table.comment('a table of a test');
        table.string('b').comment('a text');
        timestamps(table, { camelCase: true });
      });
      expect(await functions()).to.deep.equal(['S Two.stairway_touch__updatedAt']);
      await own.knex.withSchema('S Two').table('Log').insert({ b: 'a' });
      await own.knex.withSchema('S Two').table('Log').update({ b: 'b' });
      const row = await own.knex.withSchema('S Two').table('Log').first();
      expect(row.updatedAt).to.not.equal(null);
      await knex.schema.withSchema('S Two').alterTable('Log', (table) => {
        table.dropColumn('updatedAt');
      });
      expect(await functions()).to.deep.equal([]);
      await knex.schema.withSchema('S Two').dropTable('Log');
      await knex.schema.dropSchema('S Two');
      expect(diffCatalogs(before, await readCatalog(own.knex))).to.deep.equal([]);
    });

    it('goes on when a column is renamed past the wrapper, and goes with it', async () => {
      const before = await readCatalog(own.knex);
      await make('renamed');
      await own.knex.raw('alter table renamed rename column updated_at to "Then"');
      expect(await touched('renamed', 'Then')).to.equal(true);
      await withConventions(own.knex).schema.alterTable('renamed', (table) => {
        table.dropColumns('Then', 'created_at');
      });
      await own.knex('renamed').update({ b: 'y' });
      await withConventions(own.knex).schema.dropTable('renamed');
      expect(diffCatalogs(before, await readCatalog(own.knex))).to.deep.equal([]);
    });

    it('keeps all values of a row whose column was renamed', async () => {
      await own.knex.raw(
        `create table of_types (b text, n numeric, j json, x bytea, a int[], i interval, f float8, t timestamptz default 'infinity', z timestamp(6))`,
      );
      await own.knex.schema.alterTable('of_types', (table) => timestamps(table));
      await own.knex.raw('alter table of_types rename column updated_at to changed');
      await own.knex.raw(
        `insert into of_types values ('a', 'NaN', '{"a" :  1, "a": 2}', '\\x00ff', '{1,null}', '1 mon 1 us', 'Infinity', 'infinity', '2020-01-01 00:00:00.123456')`,
      );
      const rest =
        'select b, n, j::text, x, a, i::text, f, t, z::text, created_at::text from of_types';
      const before = (await own.knex.raw(rest)).rows;
      await own.knex.raw('update of_types set b = b');
      expect((await own.knex.raw(rest)).rows).to.deep.equal(before);
      expect((await own.knex('of_types').first()).changed).to.not.equal(null);
      await withConventions(own.knex).schema.dropTable('of_types');
    });

    it('has plain Knex refused to drop its column, where each update would fail behind', async () => {
      await make('held');
      const drop = own.knex.schema.alterTable('held', (table) => table.dropColumn('updated_at'));
      const error = await drop.then(String, String);
      expect(error).to.include('other objects depend on it');
      await withConventions(own.knex).schema.dropTable('held');
    });

    it('leaves functions of another role, and those of the project', async () => {
      await own.knex.raw(
        `create function touch_updated_at() returns trigger language plpgsql as 'begin return new; end'`,
      );
      await make('other');
      await withConventions(own.knex).schema.dropTable('other');
      expect(await functions()).to.deep.equal(['public.touch_updated_at']);
      await own.knex.raw('drop function touch_updated_at()');
    });

    it('is sent in one transaction with its table, and taken back with it', async () => {
      const before = await readCatalog(own.knex);
      await withConventions(own.knex)
        .transaction(async (trx: Knex.Transaction) => {
          await make('taken_back', trx);
          throw new Error('back');
        })
        .catch(() => {});
      expect(diffCatalogs(before, await readCatalog(own.knex))).to.deep.equal([]);
    });
  },
  ['postgres'],
);
