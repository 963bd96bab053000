import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import knexModule from 'knex';
import { parse } from 'yaml';
import { filesBelow } from '../support/fixture-files.ts';
import { createProject, root, type Finished, type Project } from '../support/project.ts';
import {
  createEmbeddedPostgres,
  type EmbeddedPostgres,
} from '../../lib/testing/embedded-server.ts';

const folder = join(root, 'example/service');
const replicas = 10;
const password = 's3cr3t-of-the-shop';

interface Service {
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly depends_on: Readonly<Record<string, { readonly condition: string }>>;
}

/** What Compose does with compose.yaml, as processes: Docker is not on every machine. */
describe('the services of compose.yaml', function () {
  this.timeout(90_000);
  const { services } = parse(readFileSync(join(folder, 'compose.yaml'), 'utf8'), {
    merge: true,
  }) as { services: Record<'migrations' | 'app', Service> };
  let project: Project;
  let server: EmbeddedPostgres;

  before(async () => {
    project = createProject(filesBelow(folder), ['knex', 'pg', 'tsx']);
    const modules = join(project.folder, 'node_modules');
    symlinkSync(root, join(modules, 'knex-stairway'), 'junction');
    mkdirSync(join(modules, '.bin'));
    symlinkSync('../knex-stairway/dist/cli/main.js', join(modules, '.bin/knex-stairway'));
    server = await createEmbeddedPostgres();
    // As the image does it: nobody can connect before all is set up.
    await server.start();
    await setUp(server.url);
    await server.stop();
  });
  after(async () => {
    await server?.remove();
    project?.remove();
  });

  it('start in their order: a database, ten that migrate at once, an app that finds its tables', async () => {
    // All at once, as if nobody looked after the order: the first must wait for the database.
    const early = project.node(scriptOf(services.migrations), environment(services.migrations));
    await sleep(500);
    await server.start();

    expect(services.migrations.depends_on).to.deep.equal({
      database: { condition: 'service_healthy' },
    });
    await isHealthy();
    const migrations = await Promise.all(
      Array.from({ length: replicas - 1 }, () =>
        project.node(scriptOf(services.migrations), environment(services.migrations)),
      ),
    );
    const all: Finished[] = [await early, ...migrations];
    for (const { code, output } of all) {
      expect(code, output).to.equal(0);
      expect(output).not.to.include(password);
    }
    expect(all.filter(({ output }) => /Applied 2 migrations/u.test(output))).to.have.length(1);

    expect(services.app.depends_on).to.deep.equal({
      migrations: { condition: 'service_completed_successfully' },
    });
    const app = start(services.app);
    try {
      const port = await portOf(app);
      const answer = async (): Promise<unknown> =>
        (await fetch(`http://127.0.0.1:${port}/`)).json();
      expect(await answer()).to.deep.equal([]);
      await withShop((knex) => knex('product').insert({ name: 'tea' }));
      expect(await answer()).to.deep.equal([{ name: 'tea' }]);
      const names = await withShop((knex) => knex('knex_migrations').orderBy('id').pluck('name'));
      expect(names).to.deep.equal([
        '1728372261_c0a05e0cd317_create_product',
        '1728372272_a1b4c9df789d_index_product_name',
      ]);
    } finally {
      app.kill('SIGTERM');
    }
    const [code] = (await once(app, 'close')) as [number | null];
    expect(code).to.equal(0);
  });

  /** What the healthcheck of the database asks. */
  async function isHealthy(): Promise<void> {
    await withShop((knex) => knex.raw('select 1'));
  }

  async function withShop<T>(use: (knex: knexModule.Knex) => PromiseLike<T>): Promise<T> {
    const knex = knexModule({
      client: 'pg',
      connection: environment(services.app)['DATABASE_URL']!,
    });
    try {
      return await use(knex);
    } finally {
      await knex.destroy();
    }
  }

  /** With the host of the container as it is here, and what Compose puts in. */
  function environment(service: Service): Record<string, string> {
    const { host } = new URL(server.url);
    const settled = Object.entries(service.environment).map(([name, value]) => [
      name,
      value.replace(/\$\{POSTGRES_PASSWORD[^}]*\}/u, password).replace('database:5432', host),
    ]);
    return { ...(Object.fromEntries(settled) as Record<string, string>), PORT: '0' };
  }

  function start(service: Service): ChildProcess {
    return spawn(process.execPath, scriptOf(service), {
      cwd: project.folder,
      env: { PATH: process.env['PATH'], ...environment(service) },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
  }
});

/** What Node is called with; one that does not read TypeScript gets tsx. */
function scriptOf({ command }: Service): string[] {
  if (command[0] !== 'node') return [...command];
  const isNative = 'typescript' in process.features && process.features.typescript !== false;
  return [...(isNative ? [] : ['--import', 'tsx']), ...command.slice(1)];
}

/** What the image of PostgreSQL does with POSTGRES_USER, POSTGRES_PASSWORD and POSTGRES_DB. */
async function setUp(url: string): Promise<void> {
  const knex = knexModule({ client: 'pg', connection: url });
  await knex.raw(`create role shop superuser login password '${password}'`);
  await knex.raw('create database shop owner shop');
  await knex.destroy();
}

async function portOf(app: ChildProcess): Promise<number> {
  const [line] = (await once(app.stdout!, 'data')) as [Buffer];
  const { port } = JSON.parse(String(line).replace('listening on ', '')) as { port: number };
  return port;
}
