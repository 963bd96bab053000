import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Knex } from 'knex';
import { EpochMigrationSource } from '../lib/index.ts';
import { parseHeader } from '../lib/revision/header.ts';
import { formatSummary } from '../lib/stairway/format-result.ts';
import { climb, mysql, postgres, sqlite } from '../lib/testing.ts';
import { databaseOf } from './database.ts';
import { formatColumns } from './demo/columns.ts';
import { runKnex } from './demo/knex-cli.ts';
import { openStage, type Stage } from './demo/stage.ts';
import { isKnexTable, readTables } from './demo/tables.ts';

const source = new EpochMigrationSource({ directory: new URL('./migrations', import.meta.url) });

try {
  const stage = await openStage();
  try {
    await play(stage);
  } finally {
    await stage.close();
  }
} catch (error) {
  // A refused connection is an AggregateError, which has no message of its own.
  console.error(error instanceof Error && error.message !== '' ? error.message : error);
  process.exitCode = 1;
}

async function play(stage: Stage): Promise<void> {
  const { knex } = stage;
  console.log(`The example's migrations, by plain knex, on ${stage.title}.`);

  await knexCommand(stage, 'migrate:latest');
  console.log('They ran in the order of the time in their names (UTC):');
  console.log(formatColumns(await historyOf(knex)));

  console.log('\nThe tables that they made, and their columns:');
  const tables = (await readTables(knex)).filter(({ name }) => !isKnexTable(name));
  console.log(formatColumns(tables.map(({ name, columns }) => [name, columns.join(', ')])));

  await knexCommand(stage, 'migrate:down');
  await addAccounts(knex);
  console.log('Three users sign up: ada without an address, linus with the one that up makes up.');
  const before = await emailsOf(knex);
  await knexCommand(stage, 'migrate:up');
  const up = await emailsOf(knex);
  await knexCommand(stage, 'migrate:down');
  const down = await emailsOf(knex);
  console.log('Up fills what is missing; down takes back what up made up, and nothing else:');
  const rows = [...before].map(([username, email]) =>
    [username, email, up.get(username), down.get(username)].map((text) => text ?? '-'),
  );
  console.log(formatColumns([['username', 'before', 'after up', 'after down'], ...rows]));

  await knexCommand(stage, 'migrate:rollback', '--all');
  const left = (await readTables(knex)).map(({ name }) => name);
  const foreign = left.filter((name) => !isKnexTable(name));
  if (foreign.length > 0) throw new Error(`The rollback left ${foreign.join(', ')} behind.`);
  console.log(`Nothing is left but the tables of Knex itself: ${left.join(', ')}.`);
  await climbStairs(stage);
}

/** Ends the demo with what a team's tests would begin with. */
async function climbStairs({ knex }: Stage): Promise<void> {
  const { client } = knex.client.config as Knex.Config;
  console.log('\n$ knex-stairway stairway');
  const databases = client === 'pg' ? postgres() : client === 'mysql2' ? mysql() : sqlite();
  const config = { ...databaseOf(process.env), migrations: { migrationSource: source } };
  const result = await climb({ config, database: databases });
  for (const { name, steps } of result.migrations) {
    console.log(`${name}: ${steps.map(({ step }) => step).join(', ')}`);
  }
  console.log(formatSummary(result));
  if (!result.ok) throw new Error('The migrations of the example do not climb the stairs.');
}

async function knexCommand({ environment }: Stage, ...args: string[]): Promise<void> {
  console.log(`\n$ knex ${args.join(' ')}`);
  console.log(await runKnex(args, environment));
}

/** Time, revision and message of what was recorded, in the order in which it ran. */
async function historyOf(knex: Knex): Promise<string[][]> {
  const listed = new Map(source.list().migrations.map((migration) => [migration.name, migration]));
  const names: string[] = await knex('knex_migrations').orderBy('id').pluck('name');
  return names.map((name) => {
    const { instant = 0, revision = '', path = '' } = listed.get(name) ?? {};
    const [message = ''] = parseHeader(readFileSync(path, 'utf8'))?.message.split('\n') ?? [];
    return [new Date(instant).toISOString().slice(0, 19).replace('T', ' '), revision, message];
  });
}

async function addAccounts(knex: Knex): Promise<void> {
  await knex('user_account').insert([
    { id: randomUUID(), username: 'ada', email: null },
    { id: randomUUID(), username: 'grace', email: 'grace@navy.example' },
    { id: randomUUID(), username: 'linus', email: 'linus@example.com' },
  ]);
}

async function emailsOf(knex: Knex): Promise<Map<string, string | null>> {
  const rows: { username: string; email: string | null }[] = await knex('user_account')
    .select('username', 'email')
    .orderBy('username');
  return new Map(rows.map(({ username, email }) => [username, email]));
}
