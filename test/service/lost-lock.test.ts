import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import type { Knex } from 'knex';
import type { MigrateEvent } from '../../lib/service/migrate-event.ts';
import { migrate } from '../../lib/service/migrate.ts';
import { MigrateError } from '../../lib/service/service-error.ts';
import { createDatabase, describeEachDialect, type TestDatabase } from '../support/databases.ts';
import { caught } from '../support/migrations.ts';
import { sourceOf } from '../support/listed-source.ts';

describeEachDialect(
  'migrate without its lock',
  (dialect) => {
    let database: TestDatabase;
    let knex: Knex;
    beforeEach(async () => {
      database = await createDatabase(dialect);
      knex = database.connect();
      await knex.schema.createTable('seen', (table) => void table.string('name'));
    });
    afterEach(() => database.drop());

    /** Ends all sessions of this database but those of one pool that are asked for. */
    async function cutLockSessions(): Promise<void> {
      if (dialect === 'postgres') {
        const sessions =
          "from pg_stat_activity where datname = current_database() and application_name like 'knex-stairway %'";
        await knex.raw(`select pg_terminate_backend(pid) ${sessions}`);
        const left = async (): Promise<number> =>
          ((await knex.raw(`select 1 ${sessions}`)) as { rows: unknown[] }).rows.length;
        while ((await left()) > 0) await sleep(1);
        return;
      }
      const [rows] = (await knex.raw(
        "select id from information_schema.processlist where db = database() and is_used_lock(concat('knex-stairway-session:', id)) = id",
      )) as [{ id: number }[]];
      for (const { id } of rows) await knex.raw('kill ?', [id]);
    }

    const inserts = (name: string, before: () => Promise<unknown> = async () => {}) => ({
      up: async (on: Knex) => {
        await before();
        await on('seen').insert({ name });
      },
    });
    const seen = async (): Promise<unknown> =>
      ((await knex('seen').orderBy('name')) as { name: string }[]).map(({ name }) => name);

    it('ends the migration that is under way, and begins no other', async () => {
      const migrationSource = sourceOf({ a: inserts('a', cutLockSessions), b: inserts('b') });
      const error = await caught(MigrateError, () =>
        migrate(knex, { migrations: { migrationSource } }),
      );
      expect(error).to.deep.include({ code: 'E_LOCK_LOST', applied: ['a'] });
      expect(await seen()).to.deep.equal(['a']);
      const next = await migrate(knex, { migrations: { migrationSource } });
      expect([next.applied, await seen()]).to.deep.equal([['b'], ['a', 'b']]);
    });

    it('never runs a migration that the next holder runs, too', async () => {
      let tellCut: () => void = () => {};
      const isCut = new Promise<void>((resolve) => {
        tellCut = resolve;
      });
      const cutAndRest = async (): Promise<void> => {
        await cutLockSessions();
        tellCut();
        await sleep(300);
      };
      const rest = { b: inserts('b'), c: inserts('c') };
      const cutting = { migrationSource: sourceOf({ a: inserts('a', cutAndRest), ...rest }) };
      const first = caught(MigrateError, () => migrate(knex, { migrations: cutting }));
      await isCut;
      const whole = { migrationSource: sourceOf({ a: inserts('a'), ...rest }) };
      const second = migrate(database.connect(), { migrations: whole });
      const error = await first;
      expect(error.code).to.equal('E_LOCK_LOST');
      expect((await second).applied).to.deep.equal(['b', 'c']);
      expect(await seen()).to.deep.equal(['a', 'b', 'c']);
    });

    it('says so when the connection that waits is cut', async () => {
      let tellBegun: () => void = () => {};
      const isBegun = new Promise<void>((resolve) => {
        tellBegun = resolve;
      });
      let tellWaiting: () => void = () => {};
      const isWaiting = new Promise<void>((resolve) => {
        tellWaiting = resolve;
      });
      const cutWhoWaits = async (): Promise<void> => {
        tellBegun();
        await isWaiting;
        await cutLockSessions();
      };
      const migrations = { migrationSource: sourceOf({ a: inserts('a', cutWhoWaits) }) };
      const first = migrate(knex, { migrations });
      await isBegun;
      const onProgress = ({ type }: MigrateEvent): void => {
        if (type === 'lock-wait') tellWaiting();
      };
      const error = await caught(MigrateError, () =>
        migrate(database.connect(), { migrations, onProgress }),
      );
      expect(error).to.deep.include({ code: 'E_LOCK_LOST', applied: [] });
      await first;
    });

    it('rolls back when the connection of the migration is cut, and runs it again', async () => {
      const cutSelf = async (on: Knex): Promise<void> => {
        await on('seen').insert({ name: 'a' });
        const id =
          dialect === 'postgres'
            ? ((await on.raw('select pg_backend_pid() as id')) as { rows: { id: number }[] })
                .rows[0]!.id
            : ((await on.raw('select connection_id() as id')) as [{ id: number }[]])[0][0]!.id;
        const end = dialect === 'postgres' ? 'select pg_terminate_backend(?)' : 'kill ?';
        await database.connect().raw(end, [id]);
        await on('seen').insert({ name: 'a' });
      };
      const migrations = { migrationSource: sourceOf({ a: { up: cutSelf } }) };
      const error = await caught(MigrateError, () => migrate(knex, { migrations }));
      expect(error.code).to.equal('E_MIGRATION_FAILED');
      expect(await seen()).to.deep.equal([]);
      const migrationSource = sourceOf({ a: inserts('a') });
      await migrate(database.connect(), { migrations: { migrationSource } });
      expect(await seen()).to.deep.equal(['a']);
    });
  },
  ['postgres', 'mysql'],
);
