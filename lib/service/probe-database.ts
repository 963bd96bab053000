import type { Knex } from 'knex';
import { dialectOf } from '../dialect/dialect-of.ts';
import type { ClientInternals } from '../schema/knex-internals.ts';
import { formatDuration } from '../duration.ts';

/** What ends an attempt. */
export interface ProbeOptions {
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
}

/** A connection of pg, mysql2 or mysql, as far as it can be cut. */
interface Cuttable {
  readonly stream?: { destroy(): void };
  readonly connection?: { readonly stream?: { destroy(): void } };
  destroy?(): void;
}

/**
 * Asks the database one question over a connection of its own, which is closed behind it: a pool
 * keeps waiting for what hangs, and an attempt that failed must leave nothing to those who come next.
 *
 * @throws what the driver throws, or an error with the code `E_PROBE_TIMEOUT`; in either case no
 * socket is left that would keep the process alive
 */
export async function probeDatabase(knex: Knex, options: ProbeOptions): Promise<void> {
  const opened: Cuttable[] = [];
  const ask = isPoolForeign(knex) ? askOverPool(knex) : askAlone(knex, opened);
  try {
    await endInTime(ask, options);
  } catch (error) {
    for (const connection of opened) cut(connection);
    throw error;
  }
}

/** Whether Knex was given a pool (Knex 3.3.0), and does not know how to connect by itself. */
function isPoolForeign({ client }: Knex): boolean {
  return (client as ClientInternals).config.connectionPool !== undefined;
}

async function askOverPool(knex: Knex): Promise<void> {
  await knex.raw('select 1');
}

async function askAlone(knex: Knex, opened: Cuttable[]): Promise<void> {
  const base = knex.client as ClientInternals;
  const settings = await settingsOf(base);
  const client = Object.create(base, {
    driver: { value: rememberingDriver(base.driver, opened) },
    connectionSettings: { value: settings, writable: true },
  }) as ClientInternals;
  const connection = await client.acquireRawConnection();
  // SQLite looks at the file when it is asked for what stands in it.
  const isFile = dialectOf(knex)?.name === 'sqlite';
  await client.query(connection, {
    sql: isFile ? 'select count(*) from sqlite_master' : 'select 1',
  });
  await client.destroyRawConnection(connection);
}

/** Calls a provider of settings as the pool of Knex does, for each attempt anew. */
async function settingsOf(client: ClientInternals): Promise<unknown> {
  if (client.connectionConfigProvider === undefined) return client.connectionSettings;
  const { expirationChecker: _, ...settings } = await client.connectionConfigProvider();
  return settings;
}

/** The driver of a client, which hands out each connection also before it is made. */
function rememberingDriver(driver: object, opened: Cuttable[]): object {
  return new Proxy(driver, {
    get(target, property) {
      const value = Reflect.get(target, property) as unknown;
      if (typeof value !== 'function') return value;
      if (property === 'Client') {
        return new Proxy(value, {
          construct: (of, args) => remember(Reflect.construct(of, args) as Cuttable),
        });
      }
      if (property === 'createConnection') {
        return (...args: unknown[]) => remember(Reflect.apply(value, target, args) as Cuttable);
      }
      return value;
    },
  });

  function remember(connection: Cuttable): Cuttable {
    opened.push(connection);
    return connection;
  }
}

/** Lets go of a socket without the farewell to which a server that hangs never replies. */
function cut(connection: Cuttable): void {
  const stream = connection.stream ?? connection.connection?.stream;
  if (stream === undefined) connection.destroy?.();
  else stream.destroy();
}

function endInTime<T>(work: Promise<T>, { timeoutMs, signal }: ProbeOptions): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      const error = new Error(`no answer within ${formatDuration(timeoutMs)}`);
      reject(Object.assign(error, { code: 'E_PROBE_TIMEOUT' }));
    }, timeoutMs);
    const abort = (): void => reject(signal?.reason as Error);
    if (signal?.aborted === true) abort();
    signal?.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    });
  });
}
