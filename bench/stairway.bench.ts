import knexModule, { type Knex } from 'knex';
import type { ClimbChecks } from '../lib/stairway/climb-options.ts';
import type { ThrowawayDatabases } from '../lib/testing/throwaway.ts';
import type * as testing from '../lib/testing.ts';
import { contest } from './contest.ts';
import type { Built, Row } from './row.ts';
import { floorsOf, timeKnexAlone } from './stairway-floor.ts';

type Testing = typeof testing;

/** What is measured on one kind of database. */
interface Ground {
  readonly title: string;
  readonly client: string;
  readonly databases: ThrowawayDatabases;
  readonly climb: Testing['climb'];
  readonly Source: Built['EpochMigrationSource'];
}

const stairsOnly: Partial<ClimbChecks> = { oneGo: false, empty: false };

/**
 * The stairway beside the loop of `knex.migrate.up(); down(); up()`, which looks at nothing, and
 * beside the floor. No time has the making of a database in it, but for the second one that all in
 * one go needs.
 *
 * The strict floor is what the migrations send, up, down and up, each step between BEGIN and COMMIT, a
 * round trip a statement, straight over one connection of the driver: no Knex, no row in
 * knex_migrations. The floor of all steps has these rows, and of the history the steps: once more up,
 * and all the way down. Beside them stands Knex alone, which runs the same steps in transactions and
 * does nothing else: what the migrations cost that are written with it.
 */
export default async function stairway({ EpochMigrationSource }: Built): Promise<readonly Row[]> {
  const { climb, postgres, sqlite } = (await import(
    new URL('../dist/testing.js', import.meta.url).href
  )) as Testing;
  const common = { climb, Source: EpochMigrationSource };
  const grounds: Ground[] = [
    { ...common, title: 'SQLite', client: 'better-sqlite3', databases: sqlite() },
  ];
  if (process.env['STAIRWAY_POSTGRES_URL'] === undefined) {
    console.error('  PostgreSQL left out: it needs STAIRWAY_POSTGRES_URL');
  } else {
    grounds.unshift({ ...common, title: 'PostgreSQL', client: 'pg', databases: postgres() });
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
    const bare = Array.from({ length: size }, (_, index) => migrationOf(index));
    const floors = await floorsOf(ground.databases, config, size);
    // What a process does for the first time is slow: nobody's first time counts.
    await timeClimb(ground, configOf(ground, 40), {});
    const times = await contest(
      {
        floor: floors.strict,
        floorOfSteps: floors.stairs,
        floorOfHistory: floors.history,
        alone: () => timeKnexAlone(ground.databases, config, bare),
        naive: () => timeNaive(ground, config, size),
        stairs: () => timeClimb(ground, config, stairsOnly),
        untraced: () =>
          timeClimb(ground, config, { ...stairsOnly, trace: false, repeatable: false }),
        all: () => timeClimb(ground, config, {}),
      },
      { warmUps: 0, rounds: size > 400 ? 1 : 3, clock: 'contestant' },
    );
    const { floor, floorOfSteps, floorOfHistory, alone, naive, stairs, untraced, all } = times;
    each.set(size, stairs / size);
    const of = `${size} migrations, ${title}`;
    // Over no network, a statement of SQLite costs less than the Knex that makes it.
    if (ground.client === 'pg') {
      rows.push(
        row(`every check of the stairs, ${of}`, stairs, floor, 'floor', 2),
        row(`without traces, ${of}`, untraced, floor, 'floor', 1.5),
        row(`and the history, ${of}`, all, floor, 'floor', 2),
        row(`every check of the stairs, ${of}`, stairs, floorOfSteps, 'floor of all steps', 2),
        row(`and the history, ${of}`, all, floorOfHistory, 'floor of all steps', 2),
      );
    }
    rows.push(
      { workload: `Knex alone, ${of}`, ours: alone, peer: floor, peerName: 'floor' },
      {
        workload: `every check of the stairs, ${of}`,
        ours: stairs,
        peer: alone,
        peerName: 'Knex alone',
      },
    );
    const goal = size >= 800 ? 0.2 : 0.5;
    rows.push({
      ...row(`every check of the stairs, ${of}`, stairs, naive, 'naive Knex', goal),
      floor,
    });
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
function configOf({ client, Source }: Ground, size: number): Knex.Config {
  const modules = Object.fromEntries(
    Array.from({ length: size }, (_, index) => [
      `${1_600_000_000 + index}_m.js`,
      migrationOf(index),
    ]),
  );
  return {
    client,
    useNullAsDefault: client === 'better-sqlite3',
    migrations: { migrationSource: new Source({ modules: modules as never }) },
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
  { databases, climb }: Ground,
  config: Knex.Config,
  checks: Partial<ClimbChecks>,
): Promise<number> {
  const { ok, migrations, history } = await climb({ config, database: databases, checks });
  const results = [...migrations, ...history];
  const problem = results.find((each) => !each.ok)?.problems[0];
  if (!ok) throw new Error(`the stairway of the bench has a fault: ${problem?.message}`);
  return results.reduce((sum, { durationMs }) => sum + durationMs, 0);
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
