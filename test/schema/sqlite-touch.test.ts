import { expect } from 'chai';
import { timestamps } from '../../lib/mixin/timestamps.ts';
import { touchedBy } from '../../lib/schema/sqlite-touch.ts';
import { withConventions } from '../../lib/schema/with-conventions.ts';
import { describeEachDialect } from '../support/databases.ts';
import { makeTable } from '../support/mixin-database.ts';
import { useSchemaDatabase } from '../support/schema-database.ts';

describeEachDialect(
  'a touch trigger of SQLite',
  (dialect) => {
    const own = useSchemaDatabase(dialect);

    it('ends where recursive_triggers is on, also for two updates of one second', async () => {
      const knex = withConventions(own.knex);
      await makeTable(knex, 'createTable', 'recursive', (table) => timestamps(table));
      await knex.raw('pragma recursive_triggers = on');
      await knex('recursive').update({ b: 'x' });
      await knex('recursive').update({ b: 'y' });
      expect(await knex('recursive').whereNotNull('updated_at')).to.have.length(2);
      await knex.raw('pragma recursive_triggers = off');
    });

    it('goes with its column, and others of the table stay', async () => {
      const knex = withConventions(own.knex);
      await makeTable(knex, 'createTable', 'several', (table) => timestamps(table));
      await knex.raw(
        'create trigger of_project after insert on several begin update several set b = 1; end',
      );
      await knex.schema.alterTable('several', (table) => table.dropColumn('updated_at'));
      const left = await knex('sqlite_schema')
        .where({ type: 'trigger' })
        .select('name', 'tbl_name');
      expect(left.filter(({ tbl_name }) => tbl_name === 'several')).to.deep.equal([
        { name: 'of_project', tbl_name: 'several' },
      ]);
    });

    it('bears a name of its own, whatever tables and columns are called', async () => {
      const knex = withConventions(own.knex);
      const pairs = [
        ['a__b', 'c'],
        ['a', 'b__c'],
        ['d_', 'e'],
        ['d', '_e'],
      ] as const;
      for (const [name, column] of pairs) {
        await makeTable(knex, 'createTable', name, (table) =>
          timestamps(table, { updatedAt: column }),
        );
        await knex(name).insert({ b: 'x', [column]: '2020-01-01' });
        await knex(name).update({ b: 'y' });
        expect(await knex(name).where(column, '2020-01-01'), name).to.deep.equal([]);
      }
      const names = await knex('sqlite_schema').whereIn('tbl_name', ['a__b', 'd_']).pluck('name');
      expect(names).to.include.members(['stairway_touch__a__b__c', 'stairway_touch__d___e']);
    });

    it('says its column, and no other trigger does', () => {
      const sql =
        'create trigger x after update on t when new.`a ``b` is old.`a ``b` begin select 1; end';
      expect(touchedBy({ name: 'stairway_touch__t__a', sql })).to.equal('a `b');
      expect(touchedBy({ name: 'other', sql })).to.equal(undefined);
    });
  },
  ['sqlite'],
);
