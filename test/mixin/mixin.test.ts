import { expect } from 'chai';
import knexModule from 'knex';
import { StairwayError } from '../../lib/errors.ts';
import type { Mixin } from '../../lib/mixin/mixin.ts';
import { timestamps } from '../../lib/mixin/timestamps.ts';
import { uuidPrimaryKey } from '../../lib/mixin/uuid-primary-key.ts';
import { describeMixin, makeTable, ways } from '../support/mixin-database.ts';
import { caught } from '../support/migrations.ts';

describeMixin("a mixin of a team's own", (_dialect, own) => {
  const sortable: Mixin<{ readonly from?: number }> = (table, { from = 0 } = {}) => {
    table.integer('position').notNullable().defaultTo(from).comment('Place in its list');
  };
  for (const way of ways) {
    it(`is a function, and composes with the others, by ${way}`, async () => {
      const { knex } = own;
      const mixins: readonly Mixin[] = [timestamps, sortable, uuidPrimaryKey];
      await makeTable(knex, way, 't', (table) => {
        for (const mix of mixins) mix(table);
      });
      const columns = Object.keys(await knex('t').first()).sort();
      expect(columns).to.deep.equal(['a', 'b', 'created_at', 'id', 'position', 'updated_at']);
      await makeTable(knex, way, 'u', (table) => sortable(table, { from: 7 }));
      expect((await knex('u').first()).position).to.equal(7);
    });
  }
});

describe('a mixin that must know the database', () => {
  it('refuses one that it does not know', async () => {
    const knex = knexModule({ client: 'cockroachdb' });
    for (const mixin of [uuidPrimaryKey, timestamps]) {
      const { problems } = await caught(StairwayError, () =>
        knex.schema.createTable('t', (table) => mixin(table)).toSQL(),
      );
      expect(problems[0]).to.deep.include({ code: 'E_MIXIN_DIALECT', where: `t, ${mixin.name}()` });
      expect(problems[0]?.what).to.include('cockroachdb');
    }
  });

  it('refuses a copy of a table of SQLite, where its columns cannot be added', async () => {
    const knex = knexModule({ client: 'better-sqlite3', useNullAsDefault: true });
    const { problems } = await caught(StairwayError, () =>
      knex.schema.createTableLike('t', 'u', (table) => timestamps(table)).toSQL(),
    );
    expect(problems[0]?.code).to.equal('E_MIXIN_COPY');
    expect(problems[0]?.repair).to.include('alterTable');
  });
});
