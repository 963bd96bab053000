import knexModule, { type Knex } from 'knex';
import type { ThrowawayDatabases } from '../lib/testing/throwaway.ts';
import type { Built } from './row.ts';

type Source = InstanceType<Built['EpochMigrationSource']>;

/** The least that the work can cost: each way takes milliseconds. */
export interface Floors {
  /** What the migrations send, up, down and up. */
  strict(): Promise<number>;
  /** And the rows of knex_migrations. */
  stairs(): Promise<number>;
  /** And once more up, and all the way down. */
  history(): Promise<number>;
}

/** Sends what a climb sends, each step between BEGIN and COMMIT, straight over one connection. */
export async function floorsOf(
  databases: ThrowawayDatabases,
  config: Knex.Config,
  size: number,
): Promise<Floors> {
  const bare = await recordSteps(databases, config, size);
  const recorded = bare.map((step) => ({ ...step, statements: [...step.statements, step.record] }));
  const up = recorded.filter((_, index) => index % 3 === 0);
  const down = recorded.filter((_, index) => index % 3 === 1).toReversed();
  return {
    strict: () => timeSteps(databases, config, bare),
    stairs: () => timeSteps(databases, config, recorded),
    history: () => timeSteps(databases, config, [...recorded, ...down, ...up]),
  };
}

/**
 * The same steps by Knex alone: a transaction each and nothing beside it, no row, no look at the
 * schema, none of our names. Who tests migrations cannot be faster than what they are written with.
 *
 * @returns milliseconds
 */
export async function timeKnexAlone(
  databases: ThrowawayDatabases,
  config: Knex.Config,
  migrations: readonly Knex.Migration[],
): Promise<number> {
  const database = await databases.create(config);
  const knex = knexModule(database.config);
  try {
    await knex.migrate.currentVersion();
    const start = performance.now();
    for (const { up, down } of migrations) {
      for (const direction of [up, down, up]) {
        await knex.transaction(async (trx) => direction?.(trx));
      }
    }
    return performance.now() - start;
  } finally {
    await knex.destroy();
    await database.drop();
  }
}

async function timeSteps(
  databases: ThrowawayDatabases,
  config: Knex.Config,
  steps: readonly Step[],
): Promise<number> {
  const database = await databases.create({ ...config, pool: { min: 1, max: 1 } });
  const knex = knexModule(database.config);
  try {
    await knex.migrate.currentVersion();
    const client = knex.client as Connections;
    const connection = await client.acquireConnection();
    const send = senderOf(connection);
    const start = performance.now();
    for (const { statements } of steps) {
      await send('begin');
      for (const { sql, bindings } of statements) await send(sql, bindings);
      await send('commit');
    }
    const ms = performance.now() - start;
    await client.releaseConnection(connection);
    return ms;
  } finally {
    await knex.destroy();
    await database.drop();
  }
}

interface Step {
  readonly statements: readonly Statement[];
  /** That writes the row of the step, or takes it away. */
  readonly record: Statement;
}

interface Statement {
  readonly sql: string;
  readonly bindings: readonly unknown[];
}

async function recordSteps(
  databases: ThrowawayDatabases,
  config: Knex.Config,
  size: number,
): Promise<readonly Step[]> {
  const database = await databases.create(config);
  const knex = knexModule(database.config);
  const { migrationSource: source } = config.migrations as { migrationSource: Source };
  const steps: Step[] = [];
  let statements: Statement[] = [];
  knex.on('query', ({ sql, bindings = [] }: { sql: string; bindings?: unknown[] }) => {
    if (!/^(?:begin|commit)/iu.test(sql)) statements.push({ sql, bindings });
  });
  try {
    for (const file of source.list().migrations.slice(0, size)) {
      const { up, down } = await source.getMigration(file);
      for (const direction of [up, down, up]) {
        statements = [];
        await knex.transaction(async (trx) => direction?.(trx));
        const rows = knex('knex_migrations');
        const entry = { name: file.name, batch: 1, migration_time: new Date(0).toISOString() };
        const record =
          direction === up ? rows.insert(entry) : rows.where({ name: file.name }).del();
        steps.push({ statements, record: statementOf(record) });
      }
    }
    return steps;
  } finally {
    await knex.destroy();
    await database.drop();
  }
}

function statementOf(builder: Knex.QueryBuilder): Statement {
  const { sql, bindings } = builder.toSQL().toNative();
  return { sql, bindings };
}

interface Connections {
  acquireConnection(): Promise<Connection>;
  releaseConnection(connection: Connection): Promise<void>;
}

/** One of pg, or one of better-sqlite3. */
interface Connection {
  query?(sql: string, bindings: readonly unknown[]): Promise<unknown>;
  prepare(sql: string): {
    readonly reader: boolean;
    all(...bindings: readonly unknown[]): unknown;
    run(...bindings: readonly unknown[]): unknown;
  };
}

/** The driver itself. */
function senderOf(connection: Connection): (sql: string, bindings?: readonly unknown[]) => unknown {
  if (connection.query !== undefined) {
    return (sql, bindings = []) => connection.query?.(sql, bindings);
  }
  return (sql, bindings = []) => {
    const statement = connection.prepare(sql);
    return statement.reader ? statement.all(...bindings) : statement.run(...bindings);
  };
}
