import knexModule, { type Knex } from 'knex';
import { EpochMigrationSource } from '../lib/migration/epoch-migration-source.ts';
import type { ClimbChecks } from '../lib/stairway/climb-options.ts';
import { climb } from '../lib/stairway/climb.ts';
import { postgres, sqlite } from '../lib/testing/databases.ts';
import type { ThrowawayDatabases } from '../lib/testing/throwaway.ts';
import type { Row } from './row.ts';

/** What is measured on one kind of database. */
interface Ground {
  readonly title: string;
  readonly client: string;
  readonly databases: ThrowawayDatabases;
}

const stairsOnly: Partial<ClimbChecks> = { oneGo: false, empty: false };

/**
 * The stairway beside the loop of `knex.migrate.up(); down(); up()`, which looks at nothing, and
 * beside the floor: the statements of the migrations over one connection, three times as well.
 */
export default async function stairway(): Promise<readonly Row[]> {
  const grounds: Ground[] = [{ title: 'SQLite', client: 'better-sqlite3', databases: sqlite() }];
  if (process.env['STAIRWAY_POSTGRES_URL'] === undefined) {
    console.error('  PostgreSQL left out: it needs STAIRWAY_POSTGRES_URL');
  } else {
    grounds.unshift({ title: 'PostgreSQL', client: 'pg', databases: postgres() });
  }
  const rows: Row[] = [];
  for (const ground of grounds) rows.push(...(await measure(ground)));
  return rows;
}

async function measure(ground: Ground): Promise<Row[]> {
  const { title } = ground;
  const sizes = (process.env['STAIRWAY_BENCH_SIZES'] ?? '100,400').split(',').map(Number);
  const rows: Row[] = [];
  const each = new Map<number, number>();
  for (const size of sizes) {
    const config = configOf(ground, size);
    const floor = await timeFloor(ground, config, size);
    const naive = await timeNaive(ground, config, size);
    const stairs = await timeClimb(ground, config, stairsOnly);
    const untraced = await timeClimb(ground, config, { ...stairsOnly, trace: false });
    const all = await timeClimb(ground, config, {});
    each.set(size, stairs / size);
    const of = `${size} migrations, ${title}`;
    rows.push(
      row(`every check of the stairs, ${of}`, stairs, floor, 'floor', 2),
      row(`without traces, ${of}`, untraced, floor, 'floor', 1.5),
      row(`and the history, ${of}`, all, floor, 'floor', 2),
      row(`every check of the stairs, ${of}`, stairs, naive, 'naive Knex', size >= 800 ? 0.2 : 0.5),
    );
  }
  const [least, most] = [Math.min(...sizes), Math.max(...sizes)];
  rows.push(
    row(
      `a migration of ${most}, ${title}`,
      each.get(most) ?? Number.NaN,
      each.get(least) ?? Number.NaN,
      `of ${least}`,
      1.3,
    ),
  );
  return rows;
}

function row(workload: string, ours: number, peer: number, peerName: string, times: number): Row {
  return { workload, ours, peer, peerName, goal: { atMostTimes: times } };
}

/** Tables with a foreign key and an index, columns, uniques and data, in turn. */
function configOf({ client }: Ground, size: number): Knex.Config {
  const modules = Object.fromEntries(
    Array.from({ length: size }, (_, index) => [
      `${1_600_000_000 + index}_m.js`,
      migrationOf(index),
    ]),
  );
  return {
    client,
    useNullAsDefault: client === 'better-sqlite3',
    migrations: { migrationSource: new EpochMigrationSource({ modules: modules as never }) },
  };
}

function migrationOf(index: number): Knex.Migration {
  const number = Math.floor(index / 4);
  const name = `item_${number}`;
  return [
    {
      up: (knex: Knex) =>
        knex.schema.createTable(name, (table) => {
          table.comment('A thing');
          table.increments('id').comment('Its number');
          table.string('title').notNullable().comment('What it is called');
          table.integer('parent_id').comment('Where it belongs');
          table
            .foreign('parent_id')
            .references('id')
            .inTable(number === 0 ? name : `item_${number - 1}`);
          table.index(['title']);
        }),
      down: (knex: Knex) => knex.schema.dropTable(name),
    },
    {
      up: (knex: Knex) =>
        knex.schema.alterTable(name, (table) => {
          table.string('code').comment('Its code');
        }),
      down: (knex: Knex) => knex.schema.alterTable(name, (table) => void table.dropColumn('code')),
    },
    {
      up: (knex: Knex) => knex.schema.alterTable(name, (table) => void table.unique(['code'])),
      down: (knex: Knex) =>
        knex.schema.alterTable(name, (table) => void table.dropUnique(['code'])),
    },
    {
      up: (knex: Knex) => knex(name).insert({ title: 'one', code: 'x' }),
      down: (knex: Knex) => knex(name).where({ code: 'x' }).delete(),
    },
  ][index % 4] as Knex.Migration;
}

async function timeClimb(
  { databases }: Ground,
  config: Knex.Config,
  checks: Partial<ClimbChecks>,
): Promise<number> {
  globalThis.gc?.();
  const start = performance.now();
  const { ok, migrations, history } = await climb({ config, database: databases, checks });
  const ms = performance.now() - start;
  const problem = [...migrations, ...history].find((each) => !each.ok)?.problems[0];
  if (!ok) throw new Error(`the stairway of the bench has a fault: ${problem?.message}`);
  return ms;
}

/** Up, down and up by Knex's migrator, as the known stairway tests do it. */
async function timeNaive(
  { databases }: Ground,
  config: Knex.Config,
  size: number,
): Promise<number> {
  const database = await databases.create(config);
  const knex = knexModule(database.config);
  try {
    globalThis.gc?.();
    const start = performance.now();
    for (let index = 0; index < size; index += 1) {
      await knex.migrate.up();
      await knex.migrate.down();
      await knex.migrate.up();
    }
    return performance.now() - start;
  } finally {
    await knex.destroy();
    await database.drop();
  }
}

/** The statements of the migrations, each step in a transaction, straight over one connection. */
async function timeFloor(ground: Ground, config: Knex.Config, size: number): Promise<number> {
  const statements = await recordStatements(ground, config, size);
  const database = await ground.databases.create({ ...config, pool: { min: 1, max: 1 } });
  const knex = knexModule(database.config);
  try {
    const client = knex.client as Connections;
    const connection = await client.acquireConnection();
    const send = senderOf(connection);
    globalThis.gc?.();
    const start = performance.now();
    for (const step of statements) {
      await send('begin');
      for (const { sql, bindings } of step) await send(sql, bindings);
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

interface Statement {
  readonly sql: string;
  readonly bindings: readonly unknown[];
}

async function recordStatements(
  { databases }: Ground,
  config: Knex.Config,
  size: number,
): Promise<readonly (readonly Statement[])[]> {
  const database = await databases.create(config);
  const knex = knexModule(database.config);
  const { migrationSource: source } = config.migrations as {
    migrationSource: EpochMigrationSource;
  };
  const steps: Statement[][] = [];
  knex.on('query', ({ sql, bindings = [] }: { sql: string; bindings?: unknown[] }) => {
    if (!/^(?:begin|commit)/iu.test(sql)) steps.at(-1)?.push({ sql, bindings });
  });
  try {
    for (const file of source.list().migrations.slice(0, size)) {
      const { up, down } = await source.getMigration(file);
      for (const direction of [up, down, up]) {
        steps.push([]);
        await knex.transaction(async (trx) => direction?.(trx));
      }
    }
    return steps;
  } finally {
    await knex.destroy();
    await database.drop();
  }
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
