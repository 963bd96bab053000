import { setTimeout as sleep } from 'node:timers/promises';
import { spawn, type ChildProcess } from 'node:child_process';
import { expect } from 'chai';
import type { Knex } from 'knex';
import { Bookkeeping } from '../../lib/bookkeeping/bookkeeping.ts';
import { claim, type Claim } from '../../lib/service/claim.ts';
import { settleMigrateOptions } from '../../lib/service/migrate-options.ts';
import type { Run } from '../../lib/service/run.ts';
import { newToken, RunRecord } from '../../lib/service/run-record.ts';
import { LockTimeoutError } from '../../lib/service/service-error.ts';
import { createDatabase, describeEachDialect, type TestDatabase } from '../support/databases.ts';
import { caught } from '../support/migrations.ts';
import { sourceOf } from '../support/listed-source.ts';

const aloneMs = 150;

describeEachDialect('a claim', (dialect) => {
  let database: TestDatabase;
  let knex: Knex;
  let run: Run;
  beforeEach(async () => {
    database = await createDatabase(dialect);
    knex = database.connect({
      migrations: { migrationSource: sourceOf({ a: {} }) },
      log: { warn: () => {} },
    });
    const bookkeeping = new Bookkeeping(knex);
    const record = new RunRecord(bookkeeping);
    await bookkeeping.ensure([record.table]);
    const config = settleMigrateOptions({}, dialect);
    const file = dialect === 'sqlite' ? database.url : undefined;
    run = { knex, dialect, file, bookkeeping, record, config, isPooled: false };
  });
  afterEach(() => database.drop());

  const claimWithin = (ms: number): Promise<Claim> =>
    claim(run, performance.now() + ms, { aloneMs });
  const lock = async (): Promise<number[]> => {
    const rows = (await knex('knex_migrations_lock').select('is_locked')) as {
      is_locked: number;
    }[];
    return rows.map(({ is_locked: value }) => value);
  };

  it('keeps a plain Knex out until it is released', async () => {
    const claimed = await claimWithin(0);
    expect(await lock()).to.deep.equal([claimed.token]);
    const error = await caught(Error, () => knex.migrate.latest());
    expect(error.name).to.equal('MigrationLocked');
    expect(await lock()).to.deep.equal([claimed.token]);
    await claimed.release();
    expect(await lock()).to.deep.equal([0]);
    expect((await knex.migrate.latest())[1]).to.deep.equal(['a']);
  });

  it('frees what a run of ours has left behind at once, and takes it over', async () => {
    const dead = await claimWithin(0);
    const alive = await claimWithin(0);
    expect(await lock()).to.deep.equal([alive.token]);
    expect(await run.record.hold(knex, dead.token)).to.equal(false);
    expect(await run.record.hold(knex, alive.token)).to.equal(true);
    await dead.release();
    expect(await lock()).to.deep.equal([alive.token]);
    await alive.release();
    expect(await run.record.read(knex)).to.equal(undefined);
  });

  it('frees what a plain Knex has left behind once nobody else is there', async () => {
    await knex('knex_migrations_lock').update({ is_locked: 1 });
    const start = performance.now();
    const claimed = await claimWithin(10_000);
    expect(performance.now() - start).to.be.greaterThan(aloneMs);
    await claimed.release();
    expect(await lock()).to.deep.equal([0]);
  });

  it('never frees it while somebody else has the database open', async () => {
    await knex('knex_migrations_lock').update({ is_locked: 1 });
    const other = await openElsewhere(database);
    try {
      const error = await caught(LockTimeoutError, () => claimWithin(aloneMs * 4));
      expect(error.message).to.include('plain Knex').and.include('npx knex migrate:unlock');
      expect(await lock()).to.deep.equal([1]);
    } finally {
      await other.close();
    }
    await (await claimWithin(10_000)).release();
  });

  it('waits for a plain Knex that is in the middle of its transaction', async () => {
    const other = database.connect();
    const trx = await other.transaction();
    await trx('knex_migrations_lock').update({ is_locked: 1 });
    if (dialect === 'sqlite') await knex.raw('pragma busy_timeout = 0');
    await caught(LockTimeoutError, () => claimWithin(aloneMs * 3));
    await trx.rollback();
    await (await claimWithin(10_000)).release();
  });

  if (dialect !== 'sqlite') {
    it('waits for the statement that a killed run has left at work', async () => {
      const dead = await claimWithin(0);
      const trx = await database.connect().transaction();
      await run.record.hold(trx, dead.token);
      const error = await caught(LockTimeoutError, () => claimWithin(aloneMs));
      expect(error.holder.pid).to.equal(process.pid);
      expect(error.message).to.include('is gone').and.include('its last statement');
      await trx.rollback();
      await (await claimWithin(0)).release();
    });
  }

  it('mends the two rows of a lock that would keep Knex out for ever', async () => {
    await knex('knex_migrations_lock').insert({ index: 2, is_locked: 0 });
    await caught(Error, () => knex.migrate.latest());
    await (await claimWithin(0)).release();
    expect(await lock()).to.deep.equal([0]);
    expect((await knex.migrate.latest())[1]).to.deep.equal(['a']);
  });
});

describe('newToken', () => {
  it('is never one of the two numbers that Knex writes', () => {
    const tokens = Array.from({ length: 1_000 }, newToken);
    expect(
      tokens.every((token) => Number.isInteger(token) && token > 1 && token < 2 ** 31),
    ).to.equal(true);
    expect(new Set(tokens).size).to.be.greaterThan(990);
  });
});

/** Opens a database as a stranger does: a server from here, a file from another process. */
async function openElsewhere({
  dialect,
  url,
  connect,
}: TestDatabase): Promise<{ close(): Promise<void> }> {
  if (dialect !== 'sqlite') {
    const knex = connect();
    await knex.raw('select 1');
    return { close: () => knex.destroy() };
  }
  const script = `require('fs').openSync(process.argv[1]); console.log('open'); setInterval(() => {}, 1000)`;
  const child: ChildProcess = spawn(process.execPath, ['-e', script, url]);
  await new Promise((resolve) => child.stdout?.once('data', resolve));
  return {
    async close() {
      child.kill();
      await new Promise((resolve) => child.once('exit', resolve));
      await sleep(20);
    },
  };
}
