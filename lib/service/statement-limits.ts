import type { Knex } from 'knex';
import { plainClient } from '../bookkeeping/plain-client.ts';
import { rowsOf } from '../dialect/rows-of.ts';
import type { DialectName } from '../dialect/dialect.ts';
import type { StatementLimits } from './migrate-options.ts';

/** Settings of a session by name, as the database writes them. */
type Settings = Readonly<Record<string, string | number>>;

interface PoolClient {
  acquireConnection(): Promise<object>;
  releaseConnection(connection: object): Promise<void>;
}

/** Sets the limits of a transaction of PostgreSQL; they end with it. */
export async function limitTransaction(trx: Knex, limits: StatementLimits): Promise<void> {
  for (const [name, value] of Object.entries(postgresSettings(limits))) {
    await plainClient(trx).raw('select set_config(?, ?, true)', [name, value]);
  }
}

/** SQL that sets how long a statement of a transaction of PostgreSQL may wait for a lock. */
export function lockLimitTexts({ lockMs }: StatementLimits): readonly string[] {
  return lockMs === undefined ? [] : [`set local lock_timeout = ${lockMs}`];
}

/**
 * Gives every connection of a Knex the limits for as long as it is out of the pool, and its own
 * settings again when it goes back.
 *
 * @param knex whose client belongs to nobody else
 */
export function limitConnections(knex: Knex, dialect: DialectName, limits: StatementLimits): void {
  if (limits.lockMs === undefined && limits.statementMs === undefined) return;
  const client = knex.client as PoolClient;
  const acquire = client.acquireConnection.bind(client);
  const release = client.releaseConnection.bind(client);
  const saved = new WeakMap<object, Settings>();
  client.acquireConnection = async () => {
    const connection = await acquire();
    const { settingsFor, read, write } = sessions[dialect];
    const ask: Ask = (sql) => plainClient(knex).raw(sql).connection(connection);
    try {
      const wanted = await settingsFor(limits, ask);
      saved.set(connection, await read(Object.keys(wanted), ask));
      await write(wanted, ask);
      return connection;
    } catch (error) {
      await release(connection);
      throw error;
    }
  };
  client.releaseConnection = async (connection) => {
    const ask: Ask = (sql) => plainClient(knex).raw(sql).connection(connection);
    await sessions[dialect].write(saved.get(connection) ?? {}, ask).catch(() => {
      // It was cut: the pool will not hand it out again.
    });
    return release(connection);
  };
}

type Ask = (sql: string) => PromiseLike<unknown>;

interface SessionSettings {
  settingsFor(limits: StatementLimits, ask: Ask): Promise<Settings>;
  read(names: readonly string[], ask: Ask): Promise<Settings>;
  write(settings: Settings, ask: Ask): Promise<void>;
}

const sessions: Readonly<Record<DialectName, SessionSettings>> = {
  postgres: {
    settingsFor: async (limits) => postgresSettings(limits),
    read: async (names, ask) =>
      firstRow(
        await ask(
          `select ${names.map((name) => `current_setting('${name}') as ${name}`).join(', ')}`,
        ),
      ),
    async write(settings, ask) {
      const parts = Object.entries(settings).map(
        ([name, value]) => `set_config('${name}', '${value}', false)`,
      );
      if (parts.length > 0) await ask(`select ${parts.join(', ')}`);
    },
  },
  mysql: {
    async settingsFor(limits, ask) {
      const { version } = firstRow(await ask('select version() as version'));
      return mysqlSettings(limits, String(version).includes('MariaDB'));
    },
    read: async (names, ask) =>
      firstRow(
        await ask(`select ${names.map((name) => `@@session.${name} as ${name}`).join(', ')}`),
      ),
    async write(settings, ask) {
      const parts = Object.entries(settings).map(([name, value]) => `session ${name} = ${value}`);
      if (parts.length > 0) await ask(`set ${parts.join(', ')}`);
    },
  },
  sqlite: {
    settingsFor: async ({ lockMs }): Promise<Settings> =>
      lockMs === undefined ? {} : { busy_timeout: lockMs },
    async read(_names, ask) {
      // Its only column is called timeout.
      const { timeout } = firstRow(await ask('pragma busy_timeout'));
      return { busy_timeout: timeout ?? 0 };
    },
    async write(settings, ask) {
      for (const [name, value] of Object.entries(settings)) await ask(`pragma ${name} = ${value}`);
    },
  },
};

/** Milliseconds: https://www.postgresql.org/docs/18/runtime-config-client.html */
function postgresSettings({ lockMs, statementMs }: StatementLimits): Settings {
  return {
    ...(lockMs !== undefined && { lock_timeout: String(lockMs) }),
    ...(statementMs !== undefined && { statement_timeout: String(statementMs) }),
  };
}

/**
 * Whole seconds for locks, of tables and of rows. Statements: seconds with a fraction in MariaDB
 * (https://mariadb.com/kb/en/aborting-statements/), milliseconds and SELECT only in MySQL
 * (https://dev.mysql.com/doc/refman/8.4/en/server-system-variables.html#sysvar_max_execution_time).
 */
function mysqlSettings({ lockMs, statementMs }: StatementLimits, isMariaDb: boolean): Settings {
  const seconds = Math.max(1, Math.ceil((lockMs ?? 0) / 1000));
  return {
    ...(lockMs !== undefined && { lock_wait_timeout: seconds, innodb_lock_wait_timeout: seconds }),
    ...(statementMs !== undefined &&
      (isMariaDb
        ? { max_statement_time: statementMs / 1000 }
        : { max_execution_time: statementMs })),
  };
}

function firstRow(result: unknown): Settings {
  return rowsOf<Settings>(result)[0] ?? {};
}
