import { expect } from 'chai';
import knexModule from 'knex';
import { createDatabase } from '../support/databases.ts';
import {
  createServiceProject,
  finishedState,
  readServiceState,
} from '../support/service-project.ts';
import { createEmbeddedPostgres } from '../support/servers.ts';

describe('migrate on a server that stops in the middle', () => {
  it('ends with an error, and goes on when the server is back, without anybody unlocking', async () => {
    const server = await createEmbeddedPostgres();
    const config = { client: 'pg', connection: server.url };
    const base = await createDatabase('sqlite');
    const project = createServiceProject({ database: { ...base, config }, restMs: 60 });
    try {
      const waiting = project.migrate(['--wait', '30s']);
      await waiting.seen('"type":"wait"');
      await server.start();
      await waiting.seen(`"migration-done","name":"${project.names[1]}"`);
      await server.stop();
      const stopped = await waiting.finished;
      expect([1, 3], stopped.output).to.include(stopped.code);
      expect(stopped.output).to.include(project.names[2]);

      const next = project.migrate(['--wait', '30s']);
      await next.seen('"type":"wait"');
      await server.start();
      const { code, output } = await next.finished;
      expect(code, output).to.equal(0);
      const knex = knexModule(config);
      const state = await readServiceState(knex);
      await knex.destroy();
      expect(state).to.deep.equal(finishedState(project.names));
    } finally {
      project.remove();
      await base.drop();
      await server.remove();
    }
  });
});
