import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { createEmbeddedPostgres } from '../../lib/testing/embedded-server.ts';
import { makeOwnFolder, removeFolder } from '../../lib/testing/own-folder.ts';
import { describeEachDialect } from '../support/databases.ts';
import { caught } from '../support/migrations.ts';
import { spawnHolder } from '../support/spawn-holder.ts';

describeEachDialect(
  'PostgreSQL of npm',
  () => {
    it('is cleared away by the next start when its process was killed', async function () {
      this.timeout(30_000);
      const env = {
        STAIRWAY_POSTGRES_URL: '',
        // No engine there, and no image for one that is elsewhere.
        DOCKER_HOST: 'tcp://127.0.0.1:1',
        TESTCONTAINERS_HUB_IMAGE_NAME_PREFIX: '127.0.0.1:1',
      };
      const holder = await spawnHolder('postgres', env);
      const [folder = ''] = foldersOf(holder.pid);
      const lock = readFileSync(join(tmpdir(), folder, 'postmaster.pid'), 'utf8');
      await holder.end('SIGKILL');
      try {
        expect(foldersOf(holder.pid)).to.deep.equal([folder]);
        // Any start of a new process: also of another kind.
        await (await spawnHolder('sqlite')).end();
        expect(foldersOf(holder.pid)).to.deep.equal([]);
      } finally {
        // It would end by itself, within a minute.
        process.kill(Number(lock.split('\n')[0]), 'SIGQUIT');
      }
    });

    it('says why it does not start, at once, and leaves nothing behind', async () => {
      const server = await createEmbeddedPostgres();
      const folders = foldersOf(process.pid);
      const taken = createServer().listen(Number(new URL(server.url).port), '127.0.0.1');
      await once(taken, 'listening');
      try {
        const { message } = await caught(Error, () => server.start());
        expect(message).to.include('Address already in use');
        expect(folders).to.have.length(1);
        expect(foldersOf(process.pid)).to.deep.equal([]);
      } finally {
        taken.close();
      }
    });

    it('leaves the folders of living processes alone', () => {
      const folder = makeOwnFolder('sqlite');
      expect(foldersOf(process.pid)).to.have.length(1);
      removeFolder(folder);
      expect(foldersOf(process.pid)).to.deep.equal([]);
    });
  },
  ['postgres'],
);

function foldersOf(pid: number): string[] {
  return readdirSync(tmpdir()).filter(
    (name) => name.startsWith('knex-stairway-') && name.includes(`-${pid}-`),
  );
}
