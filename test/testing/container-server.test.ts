import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import knexModule from 'knex';
import { mysql, postgres, type ThrowawayDatabase } from '../../lib/testing.ts';
import { startContainer } from '../../lib/testing/container-server.ts';
import { NoContainerError } from '../../lib/testing/no-container.ts';
import { products } from '../../lib/testing/server.ts';
import { DatabaseUnavailableError } from '../../lib/testing/unavailable.ts';
import {
  containerAbility,
  containerOf,
  type ContainerAbility,
} from '../support/container-engine.ts';
import { caught } from '../support/migrations.ts';
import { spawnHolder } from '../support/spawn-holder.ts';
import { withEnvironment } from '../support/with-environment.ts';

const noUrl = { STAIRWAY_POSTGRES_URL: undefined, STAIRWAY_MYSQL_URL: undefined };
const kinds = { postgres, mysql } as const;

/** What each server says of the settings that a crash of the machine would punish. */
const settings = {
  postgres: {
    sql: `select concat_ws(' ', current_setting('fsync'), current_setting('synchronous_commit'),
      current_setting('full_page_writes'), current_setting('max_connections')) as said,
      current_setting('data_directory') as folder`,
    said: 'off off off 200',
  },
  mysql: {
    sql: `select concat_ws(' ', @@innodb_flush_log_at_trx_commit, @@log_bin + 0, @@max_connections) as said,
      @@datadir as folder`,
    said: '0 0 200',
  },
} as const;

for (const dialect of ['postgres', 'mysql'] as const) {
  const ability = await containerAbility(products[dialect].container.image);
  describe(`a server in Docker [${dialect}, ${ability}]`, function () {
    this.timeout(240_000);
    if (ability === 'containers') describeContainers(dialect);
    else describeRefusal(dialect, ability);
  });
}

function describeContainers(dialect: 'postgres' | 'mysql'): void {
  const create = (): Promise<ThrowawayDatabase> =>
    withEnvironment(noUrl, () => kinds[dialect]().create());

  it('is one for all who ask at once, waits for no disk, and goes with the last database', async () => {
    const three = await Promise.all([create(), create(), create()]);
    const [{ url, config, where }] = three as [ThrowawayDatabase, ...ThrowawayDatabase[]];
    expect(where).to.include(`in Docker (${products[dialect].container.image})`);
    expect(new Set(three.map((database) => new URL(database.url).host)).size).to.equal(1);

    const knex = knexModule(config);
    const answer: unknown = await knex.raw(settings[dialect].sql).finally(() => knex.destroy());
    const { said, folder } = firstRow(answer);
    expect(said).to.equal(settings[dialect].said);
    const { memory = [] } = (await containerOf(url)) ?? {};
    expect(
      memory.some((path) => folder.startsWith(path)),
      `${folder} in ${memory}`,
    ).to.equal(true);

    await Promise.all(three.map((database) => database.drop()));
    expect(await isGone(url, 10)).to.equal(true);
  });

  it('goes at once when a signal ends the process, and soon when the process was killed', async () => {
    const env = { STAIRWAY_POSTGRES_URL: '', STAIRWAY_MYSQL_URL: '' };
    const interrupted = await spawnHolder(dialect, env);
    await interrupted.end('SIGTERM');
    expect(await isGone(interrupted.url, 1)).to.equal(true);

    const killed = await spawnHolder(dialect, env);
    await killed.end('SIGKILL');
    expect(await isGone(killed.url, 0.1), 'at once').to.equal(false);
    expect(await isGone(killed.url, 60), 'by ryuk').to.equal(true);
  });

  it('of an image that was named is not replaced by another server', async () => {
    const missing = 'localhost:1/nowhere:1';
    const { problems } = await withEnvironment(noUrl, () =>
      caught(DatabaseUnavailableError, () => kinds[dialect]({ image: missing }).create()),
    );
    expect(problems.map(({ where }) => where)).to.deep.equal([
      products[dialect].variable,
      'testcontainers',
    ]);
    expect(problems[1]?.what).to.include(`there is no image ${missing}`);
    expect(problems[1]?.repair).to.include(`docker pull ${missing}`);
  });

  it('that ends shows its last words, and is not waited for', async () => {
    const container = { ...products[dialect].container, environment: {} };
    const began = Date.now();
    const { message, repair } = await caught(NoContainerError, () =>
      startContainer({ ...products[dialect], container }, {}),
    );
    expect(message).to.match(/did not start[\s\S]*its last lines:\n[\s\S]*password/u);
    expect(repair).to.include('Name an image of this kind');
    expect(Date.now() - began).to.be.below(60_000);
  });

  it('that takes too long is given up', async () => {
    const container = { ...products[dialect].container, startupMs: 1 };
    const { message } = await caught(NoContainerError, () =>
      startContainer({ ...products[dialect], container }, {}),
    );
    expect(message).to.match(/not bound after 1ms/u);
  });
}

/** Without an engine, or the image: the error says which. */
function describeRefusal(dialect: 'postgres' | 'mysql', ability: ContainerAbility): void {
  it('is refused, with what to do', async () => {
    const { message, repair } = await caught(NoContainerError, () =>
      startContainer(products[dialect], {}),
    );
    const [text, advice] =
      ability === 'no engine'
        ? ['no Docker engine answers (DOCKER_HOST is ', 'Start Docker']
        : [`there is no image ${products[dialect].container.image}`, 'docker pull'];
    expect(message).to.include(text);
    expect(repair).to.include(advice);
  });

  it('of an image that was named is not replaced by another server', async () => {
    const named = { image: products[dialect].container.image };
    const { problems } = await withEnvironment(noUrl, () =>
      caught(DatabaseUnavailableError, () => kinds[dialect](named).create()),
    );
    expect(problems.map(({ where }) => where)).to.deep.equal([
      products[dialect].variable,
      'testcontainers',
    ]);
  });
}

async function isGone(url: string, seconds: number): Promise<boolean> {
  const end = Date.now() + seconds * 1000;
  do {
    if ((await containerOf(url)) === undefined) return true;
    await sleep(200);
  } while (Date.now() < end);
  return false;
}

function firstRow(answer: unknown): { readonly said: string; readonly folder: string } {
  const rows = Array.isArray(answer) ? answer[0] : (answer as { rows: unknown }).rows;
  return (rows as { said: string; folder: string }[])[0]!;
}
