import type { Knex } from 'knex';
import { dialectOf } from '../dialect/dialect-of.ts';

/** Ports that drivers take where none is given. */
const ports: Readonly<Record<string, number>> = { postgres: 5432, mysql: 3306 };

/**
 * Says where a Knex connects to, as messages call it, such as `shop@db:5432/shop`. It never holds a
 * password.
 *
 * @param settings what the driver is given; default what the configuration of the Knex says
 */
export function connectionTarget(
  knex: Pick<Knex, 'client'>,
  settings: unknown = (knex.client as { connectionSettings?: unknown }).connectionSettings,
): string {
  if (typeof settings !== 'object' || settings === null) return 'the database';
  const given = settings as Readonly<Record<string, unknown>>;
  const { connectionString } = given;
  const { host, port, user, database, filename, socketPath }: Readonly<Record<string, unknown>> =
    typeof connectionString === 'string' ? { ...given, ...partsOf(connectionString) } : given;
  if (typeof filename === 'string') return filename === '' ? 'the temporary database' : filename;
  const socket = [socketPath, host].find((path) => String(path).startsWith('/'));
  const defaultPort = ports[dialectOf(knex)?.name ?? ''];
  const place =
    socket === undefined
      ? `${textOf(host) || 'localhost'}:${textOf(port) || String(defaultPort ?? '')}`
      : String(socket);
  const login = textOf(user) === '' ? '' : `${textOf(user)}@`;
  return `${login}${place}${textOf(database) === '' ? '' : `/${textOf(database)}`}`;
}

function partsOf(connectionString: string): Readonly<Record<string, string>> {
  if (!URL.canParse(connectionString)) return {};
  const { hostname, port, username, pathname } = new URL(connectionString);
  return {
    host: decodeURIComponent(hostname),
    port,
    user: decodeURIComponent(username),
    database: decodeURIComponent(pathname.slice(1)),
  };
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
