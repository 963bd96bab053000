import { existsSync, writeFileSync } from 'node:fs';
import { expect } from 'chai';
import type { Knex } from 'knex';
import { settleBookkeeping } from '../../lib/bookkeeping/bookkeeping-config.ts';
import { openLockSession, type LockSession } from '../../lib/service/lock-session.ts';
import { poll, type MigrationLock } from '../../lib/service/migration-lock.ts';
import { mysqlLock } from '../../lib/service/mysql-lock.ts';
import { postgresLock } from '../../lib/service/postgres-lock.ts';
import { lockFileOf, sqliteLock } from '../../lib/service/sqlite-lock.ts';
import { createDatabase, describeEachDialect, type TestDatabase } from '../support/databases.ts';
import { caught } from '../support/migrations.ts';

describeEachDialect('the lock', (dialect) => {
  let database: TestDatabase;
  const sessions: LockSession[] = [];
  beforeEach(async () => {
    database = await createDatabase(dialect);
  });
  afterEach(async () => {
    await Promise.all(sessions.splice(0).map((session) => session.close()));
    await database.drop();
  });

  async function lockOf(
    migrations: Knex.MigratorConfig = {},
  ): Promise<{ lock: MigrationLock; session?: LockSession }> {
    const knex = database.connect({ migrations });
    if (dialect === 'sqlite') return { lock: sqliteLock(knex, database.url) };
    const session = await openLockSession(knex);
    sessions.push(session);
    const config = settleBookkeeping(knex);
    const lock = await (dialect === 'postgres' ? postgresLock : mysqlLock)(session, config);
    return { lock, session };
  }

  it('is held by one at a time, until that one releases it', async () => {
    const [first, second] = [(await lockOf()).lock, (await lockOf()).lock];
    const held = await first.tryTake();
    expect(await held?.isHeld()).to.equal(true);
    expect(await second.tryTake()).to.equal(undefined);
    await held?.release();
    const next = await second.tryTake();
    expect(await next?.isHeld()).to.equal(true);
    await next?.release();
  });

  if (dialect === 'sqlite') {
    it('leaves no file, and knows when somebody has taken the file away', async () => {
      const { lock } = await lockOf();
      const held = await lock.tryTake();
      expect(existsSync(lockFileOf(database.url))).to.equal(true);
      await held?.release();
      expect(existsSync(lockFileOf(database.url))).to.equal(false);
      expect(await held?.isHeld()).to.equal(false);
    });

    it('clears away the file of a run that was killed, and not that of one at work', async () => {
      const file = lockFileOf(database.url);
      const [first, second] = [(await lockOf()).lock, (await lockOf()).lock];
      writeFileSync(file, '');
      await first.clear?.();
      expect(existsSync(file)).to.equal(false);
      const held = await first.tryTake();
      await second.clear?.();
      expect([existsSync(file), await held?.isHeld()]).to.deep.equal([true, true]);
      await held?.release();
      await second.clear?.();
      expect(existsSync(file)).to.equal(false);
    });

    it('is kept within the process for a database in memory', async () => {
      const knex = database.connect({ connection: { filename: ':memory:' } });
      const held = await sqliteLock(knex, undefined).tryTake();
      expect(await sqliteLock(knex, undefined).tryTake()).to.equal(undefined);
      await held?.release();
      await (await sqliteLock(knex, undefined).tryTake())?.release();
    });
  } else {
    it('is one for each table of migrations', async () => {
      const held = await (await lockOf()).lock.tryTake();
      const other = await (await lockOf({ tableName: 'other' })).lock.tryTake();
      expect([await held?.isHeld(), await other?.isHeld()]).to.deep.equal([true, true]);
      await Promise.all([held?.release(), other?.release()]);
    });

    it('goes with the connection that is cut, and then says so', async () => {
      const { lock, session } = await lockOf();
      const held = await lock.tryTake();
      const holder = await (await lockOf()).lock.readHolderSession();
      const id = Number(/\d+/u.exec(holder ?? '')?.[0]);
      const cut = dialect === 'postgres' ? 'select pg_terminate_backend(?)' : 'kill ?';
      await database.connect().raw(cut, [id]);
      expect(await held?.isHeld()).to.equal(false);
      await caught(Error, () => session?.query('select 1'));
      const next = await (await lockOf()).lock.tryTake();
      expect(await next?.isHeld()).to.equal(true);
    });
  }
});

describe('poll', () => {
  it('tries at least once, and again until the deadline', async () => {
    let tries = 0;
    const attempt = async (): Promise<undefined> => void (tries += 1);
    expect(await poll(attempt, { deadline: 0 })).to.equal(undefined);
    expect(tries).to.equal(1);
    let waits = 0;
    await poll(attempt, { deadline: performance.now() + 150 }, () => void (waits += 1));
    expect([tries > 2, waits]).to.deep.equal([true, tries - 2]);
    expect(await poll(async () => 7, { deadline: 0 })).to.equal(7);
  });

  it('throws the reason of a signal, also in the middle of a rest', async () => {
    const reason = new Error('enough');
    const controller = new AbortController();
    setTimeout(() => controller.abort(reason), 20);
    const { signal } = controller;
    const error = await caught(Error, () =>
      poll(async () => undefined, { deadline: performance.now() + 60_000, signal }),
    );
    expect(error).to.equal(reason);
  });
});
