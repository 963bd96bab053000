import { expect } from 'chai';
import type { Knex } from 'knex';
import type { MigrateEvent } from '../../lib/service/migrate-event.ts';
import type { MigrateOptions } from '../../lib/service/migrate-options.ts';
import { migrate } from '../../lib/service/migrate.ts';
import { MigrateError } from '../../lib/service/service-error.ts';
import { createDatabase, describeEachDialect, type TestDatabase } from '../support/databases.ts';
import { sourceOf, type SparseMigration } from '../support/listed-source.ts';
import { caught } from '../support/migrations.ts';

interface Rows<Row> {
  readonly rows: readonly Row[];
}

describeEachDialect(
  'the disk',
  () => {
    let database: TestDatabase;
    let knex: Knex;
    beforeEach(async () => {
      database = await createDatabase('postgres');
      // A database of a test waits for nothing by itself.
      await setWaiting('on');
      knex = database.connect({ log: { warn: () => {} } });
    });
    afterEach(() => database.drop());

    const setWaiting = async (value: 'on' | 'off'): Promise<void> => {
      const other = database.connect();
      const { name } = await ask<{ name: string }>(other, 'select current_database() as name');
      await other.raw(`alter database ?? set synchronous_commit = ${value}`, [name]);
      await other.destroy();
    };
    const run = (
      migrations: Readonly<Record<string, SparseMigration>>,
      options: MigrateOptions = {},
    ) => migrate(knex, { migrations: { migrationSource: sourceOf(migrations) }, ...options });

    const ask = async <Row>(on: Knex, sql: string): Promise<Row> =>
      ((await on.raw(sql)) as Rows<Row>).rows[0] as Row;
    const settingOf = async (on: Knex): Promise<string> =>
      (await ask<{ synchronous_commit: string }>(on, 'show synchronous_commit')).synchronous_commit;
    const fails: SparseMigration = { up: (on) => on.raw('select 1/0') };

    it('is waited for by the last migration, as the database is set', async () => {
      const settings: string[] = [];
      const notes: SparseMigration = { up: async (on) => settings.push(await settingOf(on)) };
      await run({ a: notes, b: notes, c: notes });
      await run({ a: notes, b: notes, c: notes, d: notes });
      settings.push(await settingOf(knex));
      expect(settings).to.deep.equal(['off', 'off', 'on', 'on', 'on']);
    });

    it('is waited for by nobody where the database is set so', async () => {
      await setWaiting('off');
      const settings: string[] = [];
      const notes: SparseMigration = { up: async (on) => settings.push(await settingOf(on)) };
      const migrationSource = sourceOf({ a: notes, b: notes });
      await migrate(database.connect(), { migrations: { migrationSource } });
      expect(settings).to.deep.equal(['off', 'off']);
    });

    describe('has what is said to be applied', () => {
      /** Where the log was in the last migration that was begun: behind the commit of those before. */
      let place: string | undefined;
      const marks: SparseMigration = {
        async up(on) {
          await on.raw('create table if not exists seen (id int)');
          place = (await ask<{ lsn: string }>(on, 'select pg_current_wal_insert_lsn() as lsn')).lsn;
        },
      };
      /** The end of the run would bring it there in any case. */
      const breaksEnd: SparseMigration = {
        up: (on) =>
          on.raw(`create function refuse() returns trigger language plpgsql as $$
              begin raise exception 'it shall stay'; end $$;
            create trigger refuse before update on knex_migrations_lock
              for each row when (new.is_locked = 0) execute function refuse()`),
      };
      const isOnDisk = async (): Promise<boolean> =>
        (
          await ask<{ yes: boolean }>(
            database.connect(),
            `select pg_current_wal_flush_lsn() >= '${String(place)}' as yes`,
          )
        ).yes;

      it('when migrate resolves', async () => {
        await run({ a: breaksEnd, b: marks, c: marks });
        expect(await isOnDisk()).to.equal(true);
        expect(await knex('knex_migrations_lock').pluck('is_locked')).to.not.include(0);
      });

      it('when it rejects', async () => {
        const failsAt: SparseMigration = {
          up: async (on, ...rest) => {
            await marks.up?.(on, ...rest);
            await on.raw('select 1/0');
          },
        };
        const error = await caught(MigrateError, () => run({ a: breaksEnd, b: marks, c: failsAt }));
        expect([error.applied, await isOnDisk()]).to.deep.equal([['a', 'b'], true]);
      });

      it('when it is stopped', async () => {
        const stop = new AbortController();
        const onProgress = (event: MigrateEvent): void => {
          if (event.type === 'migration-done' && event.name === 'b')
            stop.abort(new Error('enough'));
        };
        const error = await caught(MigrateError, () =>
          run({ a: breaksEnd, b: marks, c: marks }, { onProgress, signal: stop.signal }),
        );
        expect([error.code, error.applied]).to.deep.equal(['E_ABORTED', ['a', 'b']]);
        expect(await isOnDisk()).to.equal(true);
      });

      it('before a migration begins that nothing takes back', async () => {
        let isThere: boolean | undefined;
        const unsafe: SparseMigration = {
          config: { transaction: false },
          up: async () => void (isThere = await isOnDisk()),
        };
        await run({ a: marks, b: marks, c: unsafe });
        expect(isThere).to.equal(true);
      });
    });

    describe('may have lost what was not waited for', () => {
      /** As a crash of the server would. */
      const loses = (next: SparseMigration): SparseMigration => ({
        ...next,
        up: async (on, ...rest) => {
          await database.connect()('knex_migrations').where({ name: 'b' }).delete();
          await next.up?.(on, ...rest);
        },
      });

      it('and that is not said to be applied', async () => {
        const error = await caught(MigrateError, () => run({ a: {}, b: {}, c: loses(fails) }));
        expect(error).to.deep.include({ code: 'E_MIGRATION_FAILED', applied: ['a'] });
      });

      it('and no migration begins behind it that nothing takes back', async () => {
        let isBegun = false;
        const unsafe: SparseMigration = {
          config: { transaction: false },
          up: async () => void (isBegun = true),
        };
        const error = await caught(MigrateError, () =>
          run({ a: {}, b: {}, c: loses({ up: async () => {} }), d: unsafe }),
        );
        expect(error).to.deep.include({ code: 'E_LOCK_LOST', applied: ['a', 'c'] });
        expect(isBegun).to.equal(false);
      });

      it('and nothing is said to be applied where the database does not answer', async () => {
        const { name } = await ask<{ name: string }>(knex, 'select current_database() as name');
        const server = new URL(database.url);
        server.pathname = '/postgres';
        const admin = database.connect({ connection: server.href });
        const closes: SparseMigration = {
          async up(on) {
            await admin.raw('alter database ?? allow_connections false', [name]);
            await admin.raw(
              'select pg_terminate_backend(pid) from pg_stat_activity where datname = ?',
              [name],
            );
            await on.raw('select 1');
          },
        };
        const error = await caught(MigrateError, () => run({ a: {}, b: {}, c: closes }));
        expect(error).to.deep.include({ code: 'E_MIGRATION_FAILED', applied: [] });
        await admin.raw('alter database ?? allow_connections true', [name]);
        expect(await database.connect()('knex_migrations').pluck('name')).to.deep.equal(['a', 'b']);
      });
    });
  },
  ['postgres'],
);
