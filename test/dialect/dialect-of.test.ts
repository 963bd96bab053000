import { createRequire } from 'node:module';
import { expect } from 'chai';
import knexModule, { type Knex } from 'knex';
import { dialectOf } from '../../lib/dialect/dialect-of.ts';
import type { DialectName } from '../../lib/dialect/dialect.ts';
import { createDatabase, describeEachDialect } from '../support/databases.ts';

const require = createRequire(import.meta.url);

describeEachDialect('dialectOf', (dialect) => {
  it('names the family of a Knex and of its transaction', async () => {
    const database = await createDatabase(dialect);
    try {
      const knex = database.connect();
      expect(dialectOf(knex)?.name).to.equal(dialect);
      await knex.transaction(async (trx) => expect(dialectOf(trx)?.name).to.equal(dialect));
    } finally {
      await database.drop();
    }
  });
});

describe('dialectOf', () => {
  const families: Readonly<Record<string, DialectName | undefined>> = {
    pg: 'postgres',
    postgres: 'postgres',
    postgresql: 'postgres',
    'better-sqlite3': 'sqlite',
    mysql2: 'mysql',
    mssql: undefined,
    // CockroachDB and Redshift speak to pg, and Knex calls the former a PostgreSQL.
    cockroachdb: undefined,
    redshift: undefined,
  };
  for (const [client, family] of Object.entries(families)) {
    it(`takes the client ${client} for ${family ?? 'none that it knows'}`, () => {
      expect(dialectOf(knexModule({ client, useNullAsDefault: true }))?.name).to.equal(family);
    });
  }

  it('knows the drivers of a family that are not installed, by their client', () => {
    for (const [path, family] of [
      ['pgnative', 'postgres'],
      ['sqlite3', 'sqlite'],
      ['mysql', 'mysql'],
      ['mariadb', 'mysql'],
    ] as const) {
      const Client = require(`knex/lib/dialects/${path}/index.js`) as { prototype: Knex.Client };
      expect(dialectOf({ client: Client.prototype })?.name, path).to.equal(family);
    }
  });
});
