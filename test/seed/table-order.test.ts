import { expect } from 'chai';
import { readCatalog } from '../../lib/catalog/read-catalog.ts';
import { orderTables } from '../../lib/seed/table-order.ts';
import { createDatabase } from '../support/databases.ts';

describe('orderTables', () => {
  it('puts tables behind those they refer to, lets go of what may be null, and keeps circles together', async () => {
    const database = await createDatabase('sqlite');
    try {
      const knex = database.connect();
      for (const sql of [
        'create table a (id int primary key, b int not null references b (id))',
        'create table b (id int primary key, z int references z (id), self int not null references b (id))',
        'create table soft (id int primary key, hard int references hard (id))',
        'create table hard (id int primary key, soft int not null references soft (id))',
        'create table x (id int primary key, y int not null references y (id))',
        'create table y (id int primary key, w int not null references w (id))',
        'create table w (id int primary key, x int not null references x (id))',
        'create table z (id int primary key)',
      ]) {
        await knex.raw(sql);
      }
      const { tables } = await readCatalog(knex);
      const groups = orderTables(tables).map((group) => group.map(({ name }) => name));
      expect(groups).to.deep.equal([['z'], ['b'], ['a'], ['soft'], ['hard'], ['w', 'y', 'x']]);
    } finally {
      await database.drop();
    }
  });
});
