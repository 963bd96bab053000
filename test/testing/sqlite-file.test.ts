import { expect } from 'chai';
import knexModule from 'knex';
import { sqlite } from '../../lib/testing/databases.ts';

describe('a throw-away SQLite database', () => {
  it('waits for no disk, and runs the afterCreate of the project', async () => {
    const created: unknown[] = [];
    const afterCreate = (connection: unknown, done: (...result: unknown[]) => void): void => {
      created.push(connection);
      done(null, connection);
    };
    const database = await sqlite().create({ client: 'better-sqlite3', pool: { afterCreate } });
    const knex = knexModule({ useNullAsDefault: true, ...database.config });
    expect(await knex.raw('pragma synchronous')).to.deep.equal([{ synchronous: 0 }]);
    await knex.destroy();
    await database.drop();
    expect(created).to.have.length(1);
  });

  it('can be kept in memory', async () => {
    const database = await sqlite({ inMemory: true }).create();
    const knex = knexModule(database.config);
    await knex.schema.createTable('t', (table) => void table.increments());
    expect(await knex.raw('pragma database_list')).to.deep.include.members([
      { seq: 0, name: 'main', file: '' },
    ]);
    await knex.destroy();
    await database.drop();
  });
});
