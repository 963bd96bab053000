import { execFileSync } from 'node:child_process';
import { expect } from 'chai';
import type { Knex } from 'knex';
import { migrate } from '../../lib/service/migrate.ts';
import type { MigrateEvent } from '../../lib/service/migrate-event.ts';
import type { MigrateOptions } from '../../lib/service/migrate-options.ts';
import { MigrateError } from '../../lib/service/service-error.ts';
import { createDatabase, describeEachDialect, type TestDatabase } from '../support/databases.ts';
import { sourceOf, type SparseMigration } from '../support/listed-source.ts';
import { caught } from '../support/migrations.ts';
import { spyingPool } from '../support/spying-pool.ts';

describeEachDialect(
  'a fence on the way',
  () => {
    let database: TestDatabase;
    let knex: Knex;
    let sent: string[];
    beforeEach(async () => {
      database = await createDatabase('postgres');
      sent = [];
      knex = database.connect({ pool: spyingPool(sent) });
      await knex.raw('create table seen (name text)');
    });
    afterEach(() => database.drop());

    const run = (
      migrations: Readonly<Record<string, SparseMigration>>,
      options: MigrateOptions = {},
    ) => migrate(knex, { migrations: { migrationSource: sourceOf(migrations) }, ...options });
    const inserts = (name: string): SparseMigration => ({
      up: (on) => on.raw(`insert into seen values ('${name}')`),
    });
    it('makes two round trips of a migration with one statement', async () => {
      await run({ a: inserts('a'), b: inserts('b') }, { lockTimeout: '3s' });
      const first = sent.findIndex((text) => text.includes("'a'"));
      const [begin, end, next, last] = sent.slice(first);
      expect(begin).to.match(
        /^BEGIN;\nset local synchronous_commit = off;\nset local lock_timeout = 3000;\nselect .* for update\).*;\ninsert into seen values \('a'\)$/su,
      );
      expect(end).to.match(/insert into "knex_migrations" .*;\nCOMMIT;\nBEGIN;\n$/su);
      expect(next).to.match(
        /^set local lock_timeout = 3000;\nselect .* for update\).*;\ninsert into seen values \('b'\)$/su,
      );
      expect(last).to.match(/insert into "knex_migrations" .*;\nCOMMIT;\n?$/su);
    });

    const works: Readonly<Record<string, SparseMigration>> = {
      'a statement': inserts('b'),
      'a bound one': { up: (on) => on('seen').insert({ name: 'b' }) },
      'one whose error it swallows': { up: (on) => on.raw('select 1/0').then(undefined, () => {}) },
      'nothing at all': {},
    };
    for (const [title, work] of Object.entries(works)) {
      it(`runs nothing of a migration where another run has taken over: ${title}`, async () => {
        const takesOver: SparseMigration = {
          config: { transaction: false },
          up: (on) => on('knex_migrations_run').update({ token: 5 }),
        };
        const error = await caught(MigrateError, () => run({ a: takesOver, b: work }));
        expect(error).to.deep.include({ code: 'E_LOCK_LOST', applied: ['a'] });
        expect(error.message).to.include('taken over by another run');
        expect(await knex('seen').select()).to.deep.equal([]);
        expect(await knex('knex_migrations').pluck('name')).to.deep.equal(['a']);
      });
    }

    /** Takes the run over while this process does nothing else. */
    const takeOver = (): void => {
      const { connection } = knex.client.config as { connection: unknown };
      const code = `const { Client } = require('pg');
        const client = new Client(${JSON.stringify(connection)});
        client.connect()
          .then(() => client.query('update knex_migrations_run set token = 5'))
          .then(() => client.end());`;
      execFileSync(process.execPath, ['-e', code]);
    };
    for (const [title, work] of Object.entries(works)) {
      it(`nor where that happens between two that have a transaction: ${title}`, async () => {
        const onProgress = ({ type }: MigrateEvent): void => {
          if (type === 'migration-done') takeOver();
        };
        const error = await caught(MigrateError, () =>
          run({ a: inserts('a'), b: work, c: inserts('c') }, { onProgress }),
        );
        expect(error).to.deep.include({ code: 'E_LOCK_LOST', applied: ['a'] });
        expect(error.message).to.include('taken over by another run');
        expect(await knex('seen').pluck('name')).to.deep.equal(['a']);
        expect(await knex('knex_migrations').pluck('name')).to.deep.equal(['a']);
      });
    }

    it('ends where it is stopped between two, and nobody holds the connection', async () => {
      const stop = new AbortController();
      const onProgress = ({ type }: MigrateEvent): void => {
        if (type === 'migration-done') stop.abort(new Error('enough'));
      };
      const error = await caught(MigrateError, () =>
        run({ a: inserts('a'), b: inserts('b') }, { onProgress, signal: stop.signal }),
      );
      expect(error).to.deep.include({ code: 'E_ABORTED', applied: ['a'] });
      expect(await knex('seen').pluck('name')).to.deep.equal(['a']);
    });

    it('leaves the only connection to migrations without a transaction', async () => {
      const alone: SparseMigration = { ...inserts('b'), config: { transaction: false } };
      await run({ a: inserts('a'), b: alone, c: inserts('c'), d: inserts('d') });
      expect(await knex('seen').pluck('name')).to.deep.equal(['a', 'b', 'c', 'd']);
    });

    it('limits the first statement as any other', async () => {
      const slow: SparseMigration = { up: (on) => on.raw('select pg_sleep(5)') };
      const error = await caught(MigrateError, () => run({ slow }, { statementTimeout: '0.1s' }));
      expect(error.cause).to.have.property('code', '57014');
    });
  },
  ['postgres'],
);
