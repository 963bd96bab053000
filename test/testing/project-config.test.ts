import { expect } from 'chai';
import knexModule, { type Knex } from 'knex';
import { OptionsError } from '../../lib/errors.ts';
import { projectConfig } from '../../lib/testing/project-config.ts';
import { caught } from '../support/migrations.ts';

describe('projectConfig', () => {
  const mysql = 'mysql://me:mine@127.0.0.1:3307/mine';
  const address = {
    host: '127.0.0.1',
    port: '3307',
    user: 'me',
    password: 'mine',
    database: 'mine',
  };

  it('keeps the settings of the driver, and nothing that leads to the database of the project', () => {
    const connection = {
      host: 'prod.example',
      port: 3306,
      user: 'app',
      password: 'secret',
      database: 'prod',
      socketPath: '/run/mysqld.sock',
      ssl: { ca: 'x' },
      multipleStatements: true,
      timezone: 'Z',
    };
    const config = projectConfig('mysql', mysql, { client: 'mysql2', connection });
    expect(config.connection).to.deep.equal({
      ...address,
      multipleStatements: true,
      timezone: 'Z',
    });
  });

  it('reads them out of a URL, too', () => {
    const connection =
      'mysql://app:secret@prod.example/prod?multipleStatements=true&charset=utf8mb4';
    const config = projectConfig('mysql', mysql, { client: 'mysql2', connection });
    expect(config.connection).to.deep.equal({
      ...address,
      multipleStatements: true,
      charset: 'utf8mb4',
    });
  });

  it('does not call a function that fetches secrets', () => {
    const connection = (): never => {
      throw new Error('called');
    };
    const config = projectConfig('mysql', mysql, { client: 'mysql2', connection });
    expect(config.connection).to.deep.equal(address);
  });

  it('keeps the client of the project, a class among them', () => {
    const client = knexModule({ client: 'pg' }).client.constructor as typeof Knex.Client;
    const url = 'postgres://me@127.0.0.1/mine';
    expect(projectConfig('postgres', url, { client }).client).to.equal(client);
    expect(projectConfig('postgres', url, { client: 'postgresql' }).client).to.equal('postgresql');
    expect(projectConfig('postgres', url).client).to.equal('pg');
  });

  it('refuses a project of another kind of database, and names the right one', async () => {
    for (const [client, repair] of [
      ['mysql2', 'Use mysql() for its databases.'],
      ['cockroachdb', 'Use a client of postgres, mysql, sqlite.'],
    ] as const) {
      const { problems } = await caught(OptionsError, () =>
        projectConfig('postgres', 'postgres://127.0.0.1/mine', { client }),
      );
      expect(problems).to.deep.equal([
        {
          code: 'E_DATABASE_KIND',
          where: `client ${client}`,
          what: 'of the configuration is no client of postgres',
          repair,
        },
      ]);
    }
  });
});
