import { expect } from 'chai';
import knexModule, { type Knex } from 'knex';
import { connectionTarget } from '../../lib/service/connection-target.ts';

const pg = { client: 'pg' };
const targets: Readonly<Record<string, readonly [config: Knex.Config, target: string]>> = {
  'a URL': [{ ...pg, connection: 'postgres://me:hush@db:5433/shop' }, 'me@db:5433/shop'],
  'the port that the driver takes': [
    { client: 'mysql2', connection: 'mysql://me:hush@db/shop' },
    'me@db:3306/shop',
  ],
  'an object': [
    {
      ...pg,
      connection: { host: 'db', port: 5433, user: 'me', password: 'hush', database: 'shop' },
    },
    'me@db:5433/shop',
  ],
  'a connection string in an object': [
    { ...pg, connection: { connectionString: 'postgres://m%40e:hush@db:5433/shop' } },
    'm@e@db:5433/shop',
  ],
  'a socket': [{ ...pg, connection: { host: '/run/pg', database: 'shop' } }, '/run/pg/shop'],
  'no host': [{ ...pg, connection: { database: 'shop' } }, 'localhost:5432/shop'],
  'a file': [
    { client: 'better-sqlite3', connection: { filename: './x.db' }, useNullAsDefault: true },
    './x.db',
  ],
  'a function that was not asked yet': [
    { ...pg, connection: () => ({ host: 'db' }) },
    'the database',
  ],
};

describe('connectionTarget', () => {
  for (const [title, [config, target]] of Object.entries(targets)) {
    it(`names ${title}, without a password`, async () => {
      const knex = knexModule(config);
      expect(connectionTarget(knex)).to.equal(target);
      await knex.destroy();
    });
  }
});
