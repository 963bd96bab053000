import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import knexModule, { type Knex } from 'knex';
import type { Built, Row } from './row.ts';

const rowCount = Number(process.env['BENCH_ROWS'] ?? 100_000);
const loopCount = Math.min(rowCount, 4_000);
const rounds = 3;

/**
 * Filling `email` from `username` where it is null, on SQLite and on the PostgreSQL of
 * STAIRWAY_POSTGRES_URL, beside one UPDATE and the row-by-row loop of a model.
 *
 * SQLite comes first: a project's process has one database, and what the JIT compiler has learned of
 * one driver slows the code for another down, of which SQLite has no wire to wait for.
 *
 * BENCH_ROWS=1000000 is the full size.
 */
export default async function backfill(built: Built): Promise<readonly Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'knex-stairway-bench-'));
  const rows: Row[] = [];
  const filename = join(folder, 'bench.sqlite3');
  const sqlite = { client: 'better-sqlite3', connection: { filename }, useNullAsDefault: true };
  try {
    rows.push(...(await measure('SQLite', knexModule(sqlite), built, 3.5)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const url = process.env['STAIRWAY_POSTGRES_URL'];
  if (url === undefined) process.stderr.write('no STAIRWAY_POSTGRES_URL: SQLite only\n');
  else rows.push(...(await onPostgres(url, built)));
  return rows;
}

async function onPostgres(url: string, built: Built): Promise<readonly Row[]> {
  const name = `stairway_bench_${process.pid}`;
  const server = knexModule({ client: 'pg', connection: url });
  await server.raw('create database ??', [name]);
  try {
    const own = new URL(url);
    own.pathname = `/${name}`;
    return await measure(
      'PostgreSQL',
      knexModule({ client: 'pg', connection: own.href }),
      built,
      2.3,
    );
  } finally {
    await server.raw('drop database ?? with (force)', [name]);
    await server.destroy();
  }
}

async function measure(
  database: string,
  knex: Knex,
  built: Built,
  timesForFunction: number,
): Promise<readonly Row[]> {
  const { column, tableSnapshot } = built;
  const account = tableSnapshot('user_account', {
    id: column.uuid(),
    username: column.text(),
    email: column.text().nullable(),
  });
  const expression = `username || '@example.com'`;
  const ways: Record<string, (trx: Knex.Transaction) => PromiseLike<unknown>> = {
    update: (trx) => trx('user_account').whereNull('email').update('email', trx.raw(expression)),
    byFunction: (trx) =>
      account.backfill(trx, {
        where: (q) => q.whereNull('email'),
        set: (row) => ({ email: `${row.username}@example.com` }),
      }),
    bySql: (trx) =>
      account.backfill(trx, {
        where: (q) => q.whereNull('email'),
        set: { email: trx.raw(expression) },
      }),
    loop: (trx) => rowByRow(trx),
  };
  const times: Record<string, number[]> = {};
  try {
    for (let round = 0; round < rounds; round += 1) {
      for (const [name, way] of Object.entries(ways)) {
        await fill(knex, name === 'loop' ? loopCount : rowCount);
        const start = performance.now();
        await knex.transaction(async (trx) => void (await way(trx)));
        (times[name] ??= []).push(performance.now() - start);
        await assertFilled(knex);
      }
    }
  } finally {
    await knex.destroy();
  }
  const median = (name: string): number =>
    [...(times[name] ?? [])].sort((a, b) => a - b)[Math.floor(rounds / 2)] ?? Number.NaN;
  const size = rowCount.toLocaleString('en');
  const loopOfAll = (median('loop') / loopCount) * rowCount;
  return [
    {
      workload: `backfill of ${size} rows by a function, ${database}`,
      ours: median('byFunction'),
      peer: median('update'),
      peerName: 'one UPDATE',
      goal: { atMostTimes: timesForFunction },
    },
    {
      workload: `backfill of ${size} rows by SQL, ${database}`,
      ours: median('bySql'),
      peer: median('update'),
      peerName: 'one UPDATE',
      goal: { atMostTimes: 1.15 },
    },
    {
      workload: `backfill of ${size} rows by a function, ${database}`,
      ours: median('byFunction'),
      peer: loopOfAll,
      peerName: `row by row, from ${loopCount.toLocaleString('en')}`,
      goal: { atMostTimes: 0.1 },
    },
  ];
}

/** The loop of section 4 of the article. */
async function rowByRow(trx: Knex.Transaction): Promise<void> {
  const users = (await trx('user_account').whereNull('email')) as {
    id: string;
    username: string;
  }[];
  for (const { id, username } of users) {
    await trx('user_account')
      .where({ id })
      .update({ email: `${username}@example.com` });
  }
}

/** A new table each time: what an update leaves behind slows the next. */
async function fill(knex: Knex, count: number): Promise<void> {
  await knex.schema.dropTableIfExists('user_account');
  await knex.schema.createTable('user_account', (table) => {
    table.uuid('id').primary();
    table.text('username').notNullable();
    table.text('email');
  });
  await knex.transaction(async (trx) => {
    // SQLite takes 500 at a time.
    for (let n = 0; n < count; n += 500) {
      const rows = Array.from({ length: Math.min(500, count - n) }, (_, index) => ({
        id: randomUUID(),
        username: `user${n + index}`,
      }));
      await trx('user_account').insert(rows);
    }
  });
  if (knex.client.dialect === 'postgresql') {
    await knex.raw('vacuum analyze user_account');
    await knex.raw('checkpoint');
  }
}

async function assertFilled(knex: Knex): Promise<void> {
  const rows = await knex('user_account')
    .whereNot('email', knex.raw(`username || '@example.com'`))
    .orWhereNull('email');
  if (rows.length > 0) throw new Error(`${rows.length} rows were not filled`);
}
