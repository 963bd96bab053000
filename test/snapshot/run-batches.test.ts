import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import type { Knex } from 'knex';
import { checkpointRow, checkpointTable } from '../../lib/snapshot/checkpoint.ts';
import { column } from '../../lib/snapshot/column.ts';
import { sessionOf } from '../../lib/snapshot/session.ts';
import { tableSnapshot } from '../../lib/snapshot/table-snapshot.ts';
import { describeEachDialect } from '../support/databases.ts';
import { root } from '../support/project.ts';
import { useSchemaDatabase } from '../support/schema-database.ts';

/** How often the first test kills: `npm run soak:backfill` has it do so fifty times. */
const kills = Number(process.env['STAIRWAY_KILLS'] ?? 6);
/** Enough that each kill meets work. */
const rowCount = 1_000 * kills;

describeEachDialect('batches that commit', (dialect) => {
  const database = useSchemaDatabase(dialect);

  it('do each row once though they are killed again and again while others write', async () => {
    const { knex } = database;
    await createAccounts(knex, rowCount);
    const over = new AbortController();
    let changes = 0;
    const others = (async () => {
      while (!over.signal.aborted) {
        const id = 1 + Math.floor(Math.random() * rowCount);
        // Others keep what is filled in step with what they change, by one statement.
        const username = `renamed${(changes += 1)}`;
        const email = knex.raw('case when email is not null then ? end', [
          `${username}@example.com`,
        ]);
        await knex('user_account').where({ id }).update({ username, email });
        await sleep(2);
      }
    })();
    const stopped = [];
    try {
      for (let kill = 0; kill < kills; kill += 1) {
        expect(await runChild(10 + Math.random() * 150)).to.equal(false);
        const isBegun = await knex.schema.hasTable(checkpointTable);
        if (isBegun) stopped.push(await knex(checkpointTable).first('done'));
      }
      expect(await runChild(undefined)).to.equal(true);
    } finally {
      over.abort();
      await others;
    }
    expect(changes).to.be.greaterThan(10);
    const places = new Set(stopped.map((row) => Number(row?.done)));
    expect(places.size, 'the kills met work').to.be.greaterThan(kills / 2);
    if (kills > 6) {
      process.stdout.write(
        `      ${rowCount} rows, ${kills} kills at ${places.size} places, ${changes} changes by others\n`,
      );
    }
    expect(await knex('user_account').whereNot('times', 1).orWhereNull('email')).to.deep.equal([]);
    const rows = await knex('user_account').select('username', 'email');
    expect(rows.filter((row) => row.email !== `${row.username}@example.com`)).to.deep.equal([]);
    expect(await knex.schema.hasTable(checkpointTable)).to.equal(false);
  }).timeout(10_000 * kills);

  /** Kills the child so long after it began, unless it is done; tells whether it was. */
  async function runChild(delay: number | undefined): Promise<boolean> {
    const file = join(root, 'test/support/backfill-child.ts');
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', file, JSON.stringify(database.test.config)],
      { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    let stderr = '';
    let stdout = '';
    child.stderr.on('data', (chunk) => (stderr += String(chunk)));
    child.stdout.on('data', (chunk) => {
      stdout += String(chunk);
      if (delay !== undefined && stdout === 'ready\n')
        setTimeout(() => child.kill('SIGKILL'), delay);
    });
    const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
    if (signal === 'SIGKILL') return false;
    expect(code, stderr).to.equal(0);
    return true;
  }
});

// A process cannot wait for itself: the drivers of SQLite block it until the other has written.
describeEachDialect(
  'batches that commit beside others',
  (dialect) => {
    const database = useSchemaDatabase(dialect);

    it('share the work when two run at a time, and do no row twice', async () => {
      const { knex } = database;
      await createAccounts(knex, 200);
      const account = tableSnapshot('user_account', {
        id: column.integer(),
        times: column.integer(),
      });
      const set = (row: { times: number }): { times: number } => ({ times: row.times + 1 });
      await Promise.all([
        account.backfill(knex, { set, batchSize: 10 }),
        account.backfill(database.test.connect(), { set, batchSize: 10 }),
      ]);
      expect(await knex('user_account').whereNot('times', 1)).to.deep.equal([]);
      expect(await knex.schema.hasTable(checkpointTable)).to.equal(false);
    });

    it('begin at one moment, of which one makes the checkpoint', async () => {
      const [one, other] = [database.knex, database.test.connect()].map((knex) =>
        checkpointRow(sessionOf(knex), 'begun twice', '{}', 'account'),
      );
      for (let round = 0; round < 40; round += 1) {
        const begun = await Promise.all([one?.ensure(), other?.ensure()]);
        expect(begun.map((checkpoint) => checkpoint?.done)).to.deep.equal([0, 0]);
        await one?.remove();
      }
    });

    for (const isWithin of dialect === 'postgres' ? [false, true] : [false]) {
      it(`are tried again after a deadlock, ${isWithin ? 'in a transaction' : 'without one'}`, async () => {
        const { knex } = database;
        await createAccounts(knex, 60);
        const account = tableSnapshot('user_account', {
          id: column.integer(),
          times: column.integer(),
        });
        const other = await knex.transaction();
        // The database gives up the smaller transaction, where it does not the one that waits longest.
        await other('user_account').where('id', '>=', 15).update({ username: 'other' });
        let calls = 0;
        const fill = (target: Knex): Promise<unknown> =>
          account.backfill(target, {
            batchSize: 30,
            set: (row) => {
              calls += 1;
              return { times: row.times + 1 };
            },
          });
        const filling = isWithin ? knex.transaction(fill) : fill(knex);
        await sleep(150);
        await other('user_account').where('id', 5).update({ username: 'other' });
        await other.commit();
        await filling;
        expect(calls).to.equal(60);
        expect(await knex('user_account').whereNot('times', 1)).to.deep.equal([]);
        expect(await knex('user_account').where('username', 'other')).to.have.length(47);
      });
    }

    it('wait for rows that others hold, and read them as those leave them', async () => {
      const { knex } = database;
      await createAccounts(knex, 50);
      const account = tableSnapshot('user_account', {
        id: column.integer(),
        username: column.text(),
        email: column.text().nullable(),
      });
      const other = await knex.transaction();
      await other('user_account').where('id', 20).update({ username: 'late' });
      const filling = account.backfill(knex, {
        set: (row) => ({ email: row.username }),
      });
      await sleep(100);
      await other.commit();
      await filling;
      expect(await knex('user_account').where('id', 20).pluck('email')).to.deep.equal(['late']);
    });
  },
  ['postgres', 'mysql'],
);

async function createAccounts(knex: Knex, count: number): Promise<void> {
  await knex.schema.dropTableIfExists('user_account');
  await knex.schema.createTable('user_account', (table) => {
    table.integer('id').primary();
    table.string('username').notNullable();
    table.string('email');
    table.integer('times').notNullable().defaultTo(0);
  });
  const rows = Array.from({ length: count }, (_, index) => ({
    id: index + 1,
    username: `user${index}`,
  }));
  await knex.batchInsert('user_account', rows, 400);
}
