import { existsSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import type { Knex } from 'knex';
import { BookkeepingError } from '../../lib/bookkeeping/listed.ts';
import { OptionsError, StairwayError } from '../../lib/errors.ts';
import { checksumOf } from '../../lib/history/checksum.ts';
import type { MigrateEvent } from '../../lib/service/migrate-event.ts';
import type { MigrateOptions } from '../../lib/service/migrate-options.ts';
import { migrate, type MigrateResult } from '../../lib/service/migrate.ts';
import { lockFileOf } from '../../lib/service/sqlite-lock.ts';
import {
  HalfAppliedError,
  LockTimeoutError,
  MigrateError,
} from '../../lib/service/service-error.ts';
import { createDatabase, describeEachDialect, type TestDatabase } from '../support/databases.ts';
import { caught } from '../support/migrations.ts';
import { sourceOf, type SparseMigration } from '../support/listed-source.ts';

type Migrations = Readonly<Record<string, SparseMigration>>;

const creates = (table: string, more: SparseMigration = {}): SparseMigration => ({
  up: (on: Knex) => on.schema.createTable(table, (builder) => void builder.integer('id')),
  ...more,
});
const unsafe = { config: { transaction: false } } as const;
const throws = async (): Promise<never> => {
  throw new Error('the third statement is wrong');
};

describeEachDialect('migrate', (dialect) => {
  let database: TestDatabase;
  let knex: Knex;
  beforeEach(async () => {
    database = await createDatabase(dialect);
    knex = database.connect({ log: { warn: () => {} } });
  });
  afterEach(() => database.drop());

  const run = (migrations: Migrations, options: MigrateOptions = {}): Promise<MigrateResult> =>
    migrate(knex, { migrations: { migrationSource: sourceOf(migrations) }, ...options });
  const has = (table: string): Promise<boolean> => knex.schema.hasTable(table);
  const recorded = async (): Promise<string[]> =>
    ((await knex('knex_migrations').orderBy('id').select('name')) as { name: string }[]).map(
      ({ name }) => name,
    );
  const lockOfKnex = async (): Promise<unknown> => knex('knex_migrations_lock').select('is_locked');

  /** Starts a run, and comes back when its first migration is under way. */
  const begun = (migrations: Knex.MigratorConfig) =>
    new Promise<{ readonly end: Promise<MigrateResult> }>((resolve) => {
      const onProgress = ({ type }: MigrateEvent): void => {
        if (type === 'migration-begin') resolve({ end });
      };
      const end = migrate(knex, { migrations, onProgress });
    });

  it('applies what is pending, in order, as one batch, and leaves nothing locked', async () => {
    const first = await run({ a: creates('a'), b: creates('b', unsafe) });
    expect(first).to.deep.include({ applied: ['a', 'b'], skipped: 0, batch: 1 });
    const second = await run({ a: {}, b: {}, c: creates('c') });
    expect(second).to.deep.include({ applied: ['c'], skipped: 2, batch: 2 });
    const third = await run({ a: {}, b: {}, c: {} });
    expect(third).to.deep.include({ applied: [], skipped: 3, batch: null });
    expect([await recorded(), await has('c')]).to.deep.equal([['a', 'b', 'c'], true]);
    expect(await lockOfKnex()).to.deep.equal([{ is_locked: 0 }]);
    expect(await knex('knex_migrations_run').select()).to.deep.equal([]);
    const migrationSource = sourceOf({ a: {}, b: {}, c: {} });
    expect((await knex.migrate.latest({ migrationSource }))[1]).to.deep.equal([]);
  });

  it('tells what happens, in order', async () => {
    const events: MigrateEvent[] = [];
    await run({ a: creates('a'), b: {} }, { onProgress: (event) => events.push(event) });
    expect(events.map(({ type }) => type)).to.deep.equal([
      'lock',
      'start',
      'migration-begin',
      'migration-done',
      'migration-begin',
      'migration-done',
      'done',
    ]);
    expect(events[1]).to.deep.equal({ type: 'start', pending: ['a', 'b'], applied: 0, batch: 1 });
    expect(events[4]).to.deep.equal({ type: 'migration-begin', name: 'b', number: 2, total: 2 });
  });

  it('stops at the migration that it is told', async () => {
    const all = { '1_aa_x': creates('a'), '2_bb_y': creates('b'), '3_cc_z': creates('c') };
    expect((await run(all, { to: 'bb' })).applied).to.deep.equal(['1_aa_x', '2_bb_y']);
    expect((await run(all, { to: '1' })).applied).to.deep.equal([]);
    await caught(OptionsError, () => run(all, { to: 'dd' }));
  });

  it('refuses a directory that lacks what is recorded, and runs nothing', async () => {
    await run({ a: {} });
    const { problems } = await caught(BookkeepingError, () => run({ b: creates('b') }));
    expect(problems.map(({ where }) => where)).to.deep.equal(['knex_migrations, a']);
    expect(await has('b')).to.equal(false);
  });

  it('keeps what was applied before one that fails, and goes on there when it is mended', async () => {
    const error = await caught(MigrateError, () =>
      run({ a: creates('a'), b: { up: throws }, c: creates('c') }),
    );
    expect(error).to.deep.include({ code: 'E_MIGRATION_FAILED', applied: ['a'] });
    expect(error.message).to.include('b failed').and.include('the third statement is wrong');
    expect(await lockOfKnex()).to.deep.equal([{ is_locked: 0 }]);
    const mended = await run({ a: {}, b: creates('b'), c: creates('c') });
    expect(mended.applied).to.deep.equal(['b', 'c']);
  });

  it('rolls back what failed, or says that it is half applied', async () => {
    const up = async (on: Knex): Promise<void> => {
      await on.schema.createTable('half', (table) => void table.integer('id'));
      await throws();
    };
    const error = await caught(MigrateError, () => run({ a: { up } }));
    expect(error.code).to.equal(dialect === 'mysql' ? 'E_HALF_APPLIED' : 'E_MIGRATION_FAILED');
    expect(await has('half')).to.equal(dialect === 'mysql');
  });

  it('does not run again what is half applied, until it is told what was done about it', async () => {
    const up = async (on: Knex): Promise<void> => {
      await on.schema.createTable('half', (table) => void table.integer('id'));
      await throws();
    };
    const failed = await caught(HalfAppliedError, () => run({ a: {}, b: { ...unsafe, up } }));
    expect(failed).to.deep.include({ migration: 'b', applied: ['a'] });
    const whole = { a: {}, b: creates('b', unsafe), c: creates('c') };
    for (const options of [{}, { lockWait: 0 }]) {
      const refused = await caught(HalfAppliedError, () => run(whole, options));
      expect(refused).to.deep.include({ code: 'E_HALF_APPLIED', migration: 'b', applied: [] });
      expect(refused.message)
        .to.include(`by process ${process.pid}`)
        .and.include('--resume b')
        .and.include('--mark-applied b');
    }
    await caught(OptionsError, () => run(whole, { resume: 'c' }));
    expect([await recorded(), await has('b')]).to.deep.equal([['a'], false]);
    expect((await run(whole, { resume: 'b' })).applied).to.deep.equal(['b', 'c']);
    expect((await run(whole, { resume: 'b' })).applied).to.deep.equal([]);
  });

  it('records what was finished by hand, and goes on behind it', async () => {
    const up = (on: Knex) => on.raw('select 1').then(throws);
    await caught(HalfAppliedError, () => run({ a: { ...unsafe, up } }));
    const all = { a: creates('a', unsafe), b: creates('b') };
    expect((await run(all, { markApplied: 'a' })).applied).to.deep.equal(['b']);
    expect([await recorded(), await has('a')]).to.deep.equal([['a', 'b'], false]);
    const noted = await knex('knex_migrations')
      .join('knex_migrations_checksum', 'migration_id', 'id')
      .select('name', 'batch', 'checksum');
    const source = sourceOf(all);
    const checksumIn = async (name: string): Promise<string | undefined> =>
      checksumOf(await source.getMigration(name));
    expect(noted).to.have.deep.members([
      { name: 'a', batch: 1, checksum: await checksumIn('a') },
      { name: 'b', batch: 2, checksum: await checksumIn('b') },
    ]);
  });

  it('records what was finished by hand as it takes the lock, or not at all', async () => {
    const up = (on: Knex) => on.raw('select 1').then(throws);
    await caught(HalfAppliedError, () => run({ a: { ...unsafe, up } }));
    const all = { a: creates('a', unsafe) };
    const refuse = ({ sql }: { sql: string }): void => {
      if (/^update\W+knex_migrations_lock\b/u.test(sql)) throw new Error('no lock for you');
    };
    knex.on('query', refuse);
    await caught(MigrateError, () => run(all, { markApplied: 'a' }));
    knex.removeListener('query', refuse);
    expect(await recorded()).to.deep.equal([]);
    await run(all, { markApplied: 'a' });
    expect(await recorded()).to.deep.equal(['a']);
  });

  if (dialect !== 'postgres') {
    it('may run again what failed at its first statement', async () => {
      const up = (on: Knex) => on.raw('no statement at all');
      const error = await caught(MigrateError, () => run({ a: { ...unsafe, up } }));
      expect(error.code).to.equal('E_MIGRATION_FAILED');
      expect((await run({ a: creates('a', unsafe) })).applied).to.deep.equal(['a']);
    });
  }

  if (dialect === 'mysql') {
    it('leaves autocommit as the project has set it', async () => {
      type Session = { query(sql: string, done: () => void): void };
      const afterCreate = (session: Session, done: () => void): void =>
        session.query('set autocommit = 0', done);
      knex = database.connect({ pool: { min: 1, max: 1, afterCreate } });
      const found: unknown[] = [];
      const looks: SparseMigration = {
        async up(on) {
          found.push(((await on.raw('select @@session.autocommit as it')) as [unknown[]])[0][0]);
          await on.schema.createTable(`made_${found.length}`, (table) => void table.integer('id'));
        },
      };
      await run({ a: looks, b: looks });
      found.push(((await knex.raw('select @@session.autocommit as it')) as [unknown[]])[0][0]);
      expect(found).to.deep.equal([{ it: 0 }, { it: 0 }, { it: 0 }]);
      expect(await recorded()).to.deep.equal(['a', 'b']);
    });

    it('refuses a single transaction, which CREATE TABLE would end', async () => {
      const { problems } = await caught(OptionsError, () => run({}, { singleTransaction: true }));
      expect(problems[0]?.where).to.equal('singleTransaction');
    });
  } else {
    it('rolls all back in a single transaction', async () => {
      const options = { singleTransaction: true };
      const error = await caught(MigrateError, () =>
        run({ a: creates('a'), b: { up: throws } }, options),
      );
      expect([error.applied, await recorded(), await has('a')]).to.deep.equal([[], [], false]);
      const done = await run({ a: creates('a'), b: creates('b') }, options);
      expect(done.applied).to.deep.equal(['a', 'b']);
    });

    it('says what is there where a migration ends the transaction of all by itself', async () => {
      knex = database.connect({ log: { warn: () => {} }, pool: { min: 0, max: 1 } });
      const ends: SparseMigration = {
        up: async (on) => (await creates('b').up?.(on), (on as Knex.Transaction).commit()),
      };
      const all = { a: creates('a'), b: ends, c: creates('c') };
      const error = await caught(HalfAppliedError, () => run(all, { singleTransaction: true }));
      expect(error).to.deep.include({ migration: 'b', applied: ['a'] });
      expect(error.message).to.include('ended the transaction that all migrations share');
      expect([await recorded(), await has('b'), await has('c')]).to.deep.equal([
        ['a'],
        true,
        false,
      ]);
      expect((await run(all, { markApplied: 'b' })).applied).to.deep.equal(['c']);
    });
  }

  it('lets the second wait, which then finds nothing to do', async () => {
    const slow = creates('a', { up: async (on) => (await sleep(300), creates('a').up?.(on)) });
    const events: MigrateEvent[] = [];
    const other = database.connect();
    const migrations = { migrationSource: sourceOf({ a: slow }) };
    const first = await begun(migrations);
    const second = migrate(other, { migrations, onProgress: (event) => events.push(event) });
    expect([(await first.end).applied, (await second).applied]).to.deep.equal([['a'], []]);
    expect(events.map(({ type }) => type)).to.include.members(['lock-wait', 'lock', 'done']);
  });

  it('leaves at once, and says who holds the lock', async () => {
    const migrations = { migrationSource: sourceOf({ a: { up: () => sleep(400) } }) };
    const first = await begun(migrations);
    const other = database.connect();
    const error = await caught(LockTimeoutError, () => migrate(other, { migrations, lockWait: 0 }));
    expect(error.code).to.equal('E_LOCK_TIMEOUT');
    expect(error.holder.pid).to.equal(process.pid);
    expect(Date.parse(error.holder.since ?? '')).to.be.closeTo(Date.now(), 5_000);
    expect(error.message).to.match(/process \d+ on host .+ since 20.+holds the lock/su);
    if (dialect !== 'sqlite') expect(error.holder.session).to.match(/(?:session|connection) \d+/u);
    await first.end;
  });

  if (dialect === 'sqlite') {
    it('clears away the lock file that a dead run has left, also where there is nothing to do', async () => {
      await run({ a: creates('a') });
      await knex.destroy();
      knex = database.connect();
      writeFileSync(lockFileOf(database.url), '');
      expect(await run({ a: {} })).to.deep.include({ applied: [], skipped: 1 });
      expect(existsSync(lockFileOf(database.url))).to.equal(false);
    });
  }

  it('frees the lock of Knex that a dead run has left, also where there is nothing to do', async () => {
    await run({ a: {} });
    await knex('knex_migrations_lock').update({ is_locked: 7 });
    expect(await run({ a: {} })).to.deep.include({ applied: [], skipped: 1, batch: null });
    expect(await lockOfKnex()).to.deep.equal([{ is_locked: 0 }]);
    await knex('knex_migrations_lock').update({ is_locked: 1 });
    await run({ a: {} }, { lockWait: 0 });
    expect(await lockOfKnex()).to.deep.equal([{ is_locked: 1 }]);
  });

  it('begins nothing more once another run has taken over, though its lock answers', async () => {
    const takeOver = (on: Knex) => on('knex_migrations_run').update({ token: 5 });
    const migrations = { a: { ...unsafe, up: takeOver }, b: creates('b') };
    const error = await caught(MigrateError, () => run(migrations));
    expect(error).to.deep.include({ code: 'E_LOCK_LOST', applied: ['a'] });
    expect(error.message).to.include('taken over by another run');
    expect(await has('b')).to.equal(false);
  });

  it('stops behind the statement that is under way when it is asked to', async () => {
    const controller = new AbortController();
    const up = async (on: Knex): Promise<void> => {
      await on.schema.createTable('b', (table) => void table.integer('id'));
      controller.abort(new Error('enough'));
      await on('b').insert({ id: 1 });
    };
    const error = await caught(MigrateError, () =>
      run({ a: creates('a'), b: { up }, c: creates('c') }, { signal: controller.signal }),
    );
    expect(error.code).to.equal('E_ABORTED');
    // What cannot be rolled back is brought to its end.
    const isFinished = dialect === 'mysql';
    const applied = isFinished ? ['a', 'b'] : ['a'];
    expect([error.applied, await recorded()]).to.deep.equal([applied, applied]);
    expect([await has('b'), await has('c')]).to.deep.equal([isFinished, false]);
    expect(await lockOfKnex()).to.deep.equal([{ is_locked: 0 }]);
  });

  it('stops waiting for the lock when it is asked to', async () => {
    const migrations = { migrationSource: sourceOf({ a: { up: () => sleep(300) } }) };
    const first = await begun(migrations);
    const signal = AbortSignal.timeout(60);
    const error = await caught(MigrateError, () =>
      migrate(database.connect(), { migrations, signal }),
    );
    expect(error.code).to.equal('E_ABORTED');
    await first.end;
  });

  it('lets the hooks of the configuration run as Knex does', async () => {
    const calls: unknown[] = [];
    const note = (name: string) => (_on: Knex, items: string[]) => void calls.push([name, items]);
    const hooks = { beforeAll: note('beforeAll'), afterAll: note('afterAll') };
    const migrationSource = sourceOf({ a: {}, b: {} });
    await migrate(knex, { migrations: { migrationSource, ...hooks } as Knex.MigratorConfig });
    expect(calls).to.deep.equal([
      ['beforeAll', ['a', 'b']],
      ['afterAll', ['a', 'b']],
    ]);
  });

  it('goes past the mappers of the project, which the migrations see', async () => {
    const mapped = database.connect({
      wrapIdentifier: (name, wrap) => wrap(name === '*' ? name : name.toUpperCase()),
      postProcessResponse: (response: unknown) => response,
    });
    const migrationSource = sourceOf({ a: creates('a'), b: { up: throws } });
    await caught(MigrateError, () => migrate(mapped, { migrations: { migrationSource } }));
    expect(await lockOfKnex()).to.deep.equal([{ is_locked: 0 }]);
    expect([await recorded(), await has('A')]).to.deep.equal([['a'], true]);
  });

  it('needs a database that answers', async () => {
    const nowhere = database.connect({
      connection:
        dialect === 'sqlite'
          ? { filename: '/nowhere/at/all.sqlite3' }
          : { host: '127.0.0.1', port: 1, user: 'x', database: 'x' },
    });
    const migrations = { migrationSource: sourceOf({}) };
    const error = await caught(StairwayError, () => migrate(nowhere, { migrations }));
    expect(error.code).to.equal('E_DATABASE');
  });

  it('refuses a transaction', async () => {
    const trx = await knex.transaction();
    await caught(OptionsError, () => migrate(trx));
    await trx.rollback();
  });
});
