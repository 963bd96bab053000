import { randomBytes } from 'node:crypto';
import { atTheEnd } from './at-the-end.ts';
import { findServer } from './find-server.ts';
import { holdMarker } from './marker.ts';
import { createDatabase, dropDatabase, dropOrphans } from './server-databases.ts';
import { products, type Server } from './server.ts';
import type { ServerOptions } from './throwaway.ts';
import { unusableServer } from './unavailable.ts';

/** A server as one user of this process has it. */
export interface OpenServer {
  readonly where: string;
  /** Makes an empty database that nobody else uses. */
  createDatabase(): Promise<{ readonly url: string; drop(): Promise<void> }>;
  /** Says that it is not needed any more; to be called once. */
  release(): void;
}

interface Shared {
  readonly server: Server;
  readonly token: string;
  close(): Promise<void>;
}

interface Entry {
  readonly shared: Promise<Shared>;
  users: number;
}

/** What this process has open; all who ask for the same server share it. */
const open = new Map<string, Entry>();

/** How long a server is kept for the next suite, which follows at once. */
const lingerMs = 100;

let counter = 0;

/**
 * Finds or starts a server, and drops what dead processes have left on it.
 *
 * @throws DatabaseUnavailableError where there is none, or where it cannot be used
 */
export async function openServer(
  dialect: 'postgres' | 'mysql',
  options: ServerOptions,
): Promise<OpenServer> {
  const { variable, title } = products[dialect];
  const key = JSON.stringify([dialect, options.url ?? process.env[variable], options.image]);
  const entry = open.get(key) ?? { shared: share(dialect, options), users: 0 };
  open.set(key, entry);
  entry.users += 1;
  try {
    const { server, token } = await entry.shared;
    return {
      where: server.where,
      async createDatabase() {
        counter += 1;
        const name = `stairway_${token}_${counter}`;
        const drop = (): Promise<void> => dropDatabase(dialect, server.url, name);
        const url = await createDatabase(dialect, server.url, name).catch((error: unknown) => {
          throw unusableServer(title, new URL(server.url), error);
        });
        const forget = atTheEnd(drop);
        return { url, drop: () => drop().finally(forget) };
      },
      release: () => leave(key, entry),
    };
  } catch (error) {
    if (open.get(key) === entry) open.delete(key);
    throw error;
  }
}

async function share(dialect: 'postgres' | 'mysql', options: ServerOptions): Promise<Shared> {
  const server = await findServer(dialect, options);
  const token = randomBytes(6).toString('hex');
  let letGo = async (): Promise<void> => {};
  try {
    letGo = await holdMarker(dialect, server.url, token);
    await dropOrphans(dialect, server.url);
    const forget = atTheEnd(() => server.stop());
    const close = async (): Promise<void> => {
      forget();
      await letGo();
      await server.stop();
    };
    return { server, token, close };
  } catch (error) {
    await letGo();
    await server.stop();
    throw unusableServer(products[dialect].title, new URL(server.url), error);
  }
}

function leave(key: string, entry: Entry): void {
  entry.users -= 1;
  setTimeout(() => {
    if (entry.users > 0 || open.get(key) !== entry) return;
    open.delete(key);
    void entry.shared.then(({ close }) => close());
  }, lingerMs);
}
