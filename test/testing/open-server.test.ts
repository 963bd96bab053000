import { expect } from 'chai';
import knexModule from 'knex';
import type { DialectName } from '../../lib/dialect/dialect.ts';
import { rowsOf } from '../../lib/dialect/rows-of.ts';
import { openServer } from '../../lib/testing/open-server.ts';
import { DatabaseUnavailableError } from '../../lib/testing/unavailable.ts';
import { createDatabase, describeEachDialect } from '../support/databases.ts';
import { caught } from '../support/migrations.ts';

describeEachDialect(
  'openServer',
  (dialect) => {
    it('shares one server among all who ask at once', async () => {
      const options = { url: process.env[`STAIRWAY_${dialect.toUpperCase()}_URL`] };
      const servers = await Promise.all([1, 2].map(() => openServer(dialect as 'mysql', options)));
      const made = await Promise.all(servers.map((server) => server.createDatabase()));
      const tokens = made.map(({ url }) => /stairway_[0-9a-f]{12}/u.exec(url)?.[0]);
      await Promise.all(made.map(({ drop }) => drop()));
      for (const server of servers) server.release();
      expect(new Set(tokens).size).to.equal(1);
    });

    it('says of a named server why it cannot be used, and takes no other', async () => {
      const scheme = dialect === 'postgres' ? 'postgres' : 'mysql';
      const url = `${scheme}://nobody:secret@127.0.0.1:1/`;
      const { problems } = await caught(DatabaseUnavailableError, () =>
        openServer(dialect as 'mysql', { url }),
      );
      expect(problems.map(({ code, where }) => [code, where])).to.deep.equal([
        ['E_DATABASE_SERVER', `${scheme}://nobody@127.0.0.1:1`],
      ]);
      expect(problems[0]?.what).to.include('ECONNREFUSED');
    });

    it('holds no connection to a server on which it cannot look for what the dead left', async () => {
      const { url, drop } = await createDatabase(dialect);
      const [, role = ''] = new URL(url).pathname.split('/');
      const knex = knexModule({
        client: dialect === 'postgres' ? 'pg' : 'mysql2',
        connection: url,
      });
      const { make, sessions, remove } = ofOneConnection(dialect, role);
      for (const sql of make) await knex.raw(sql);
      try {
        const own = Object.assign(new URL(url), { username: role, password: 'secret' });
        await caught(DatabaseUnavailableError, () =>
          openServer(dialect as 'mysql', { url: own.href }),
        );
        expect(rowsOf(await knex.raw(sessions))).to.deep.equal([]);
      } finally {
        await knex.raw(remove);
        await knex.destroy();
        await drop();
      }
    });
  },
  ['postgres', 'mysql'],
);

/** A role whose second connection is refused. */
function ofOneConnection(
  dialect: DialectName,
  role: string,
): { readonly make: readonly string[]; readonly sessions: string; readonly remove: string } {
  return dialect === 'postgres'
    ? {
        make: [`create role ${role} login password 'secret' connection limit 1`],
        sessions: `select pid from pg_stat_activity where usename = '${role}'`,
        remove: `drop role ${role}`,
      }
    : {
        make: [
          `create user ${role} identified by 'secret' with max_user_connections 1`,
          `grant all on ${role}.* to ${role}`,
        ],
        sessions: `select id from information_schema.processlist where user = '${role}'`,
        remove: `drop user ${role}`,
      };
}
