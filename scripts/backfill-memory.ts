import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import knexModule, { type Knex } from 'knex';
import { column, tableSnapshot } from '../lib/index.ts';

// What a backfill by a function keeps in memory, for 100,000 rows and for 1,000,000, on SQLite and on
// the PostgreSQL of STAIRWAY_POSTGRES_URL. The heap behind a forced collection, and the peak of a
// process whose heap is held at 40 MB, tell garbage from what is kept.

const heldFlags = ['--max-old-space-size=40', '--max-semi-space-size=2'];

const [connection, mode] = process.argv.slice(2);
if (connection === undefined) await measureAll();
else await backfill(JSON.parse(connection) as Knex.Config, mode === 'collected');

async function measureAll(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'knex-stairway-memory-'));
  const url = process.env['STAIRWAY_POSTGRES_URL'];
  const configs: readonly Knex.Config[] = [
    {
      client: 'better-sqlite3',
      connection: { filename: join(folder, 'memory.sqlite3') },
      useNullAsDefault: true,
    },
    ...(url === undefined ? [] : [{ client: 'pg', connection: url }]),
  ];
  try {
    for (const config of configs) {
      for (const count of [100_000, 1_000_000]) {
        const heap = await measure(config, count, ['--expose-gc'], 'collected');
        const peak = await measure(config, count, heldFlags, 'held');
        process.stdout.write(
          `${String(config.client).padEnd(14)} ${count.toLocaleString('en').padStart(9)} rows: heap ${heap} MB, peak of the process ${peak} MB\n`,
        );
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(
  config: Knex.Config,
  count: number,
  flags: readonly string[],
  how: string,
): Promise<string> {
  const knex = knexModule(config);
  try {
    await fill(knex, count);
    const file = fileURLToPath(import.meta.url);
    const child = spawnSync(
      process.execPath,
      [...flags, '--import', 'tsx', file, JSON.stringify(config), how],
      { encoding: 'utf8' },
    );
    if (child.status !== 0) throw new Error(child.stderr);
    return child.stdout;
  } finally {
    await knex.schema.dropTableIfExists('stairway_memory');
    await knex.destroy();
  }
}

async function fill(knex: Knex, count: number): Promise<void> {
  await knex.schema.dropTableIfExists('stairway_memory');
  await knex.schema.createTable('stairway_memory', (table) => {
    table.integer('id').primary();
    table.text('username').notNullable();
    table.text('email');
  });
  await knex.raw(
    "insert into stairway_memory (id, username) with recursive n (i) as (select 1 union all select i + 1 from n where i < cast(? as integer)) select i, 'user' || i from n",
    [count],
  );
}

async function backfill(config: Knex.Config, isCollected: boolean): Promise<void> {
  const table = tableSnapshot('stairway_memory', {
    id: column.integer(),
    username: column.text(),
    email: column.text().nullable(),
  });
  const knex = knexModule(config);
  let heap = 0;
  let batches = 0;
  await knex.transaction((trx) =>
    table.backfill(trx, {
      set: (row) => ({ email: `${row.username}@example.com` }),
      onProgress() {
        batches += 1;
        if (!isCollected || batches % 10 !== 0) return;
        globalThis.gc?.();
        heap = Math.max(heap, process.memoryUsage().heapUsed);
      },
    }),
  );
  await knex.destroy();
  const bytes = isCollected ? heap : process.resourceUsage().maxRSS * 1024;
  process.stdout.write((bytes / 1e6).toFixed(1));
}
