import { expect } from 'chai';
import { openServer } from '../../lib/testing/open-server.ts';
import { DatabaseUnavailableError } from '../../lib/testing/unavailable.ts';
import { describeEachDialect } from '../support/databases.ts';
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
  },
  ['postgres', 'mysql'],
);
