import { expect } from 'chai';
import type { Knex } from 'knex';
import type { Client } from 'pg';
import { Bookkeeping } from '../../lib/bookkeeping/bookkeeping.ts';
import { runStep, type RunStepOptions, type Step } from '../../lib/bookkeeping/run-step.ts';
import { TransactionChain } from '../../lib/bookkeeping/transaction-chain.ts';
import { settleConventions } from '../../lib/schema/conventions.ts';
import { conventionalMigration } from '../../lib/migration/conventional-migration.ts';
import { column } from '../../lib/snapshot/column.ts';
import { SnapshotError } from '../../lib/snapshot/snapshot-error.ts';
import { tableSnapshot } from '../../lib/snapshot/table-snapshot.ts';
import { createDatabase, describeEachDialect, type TestDatabase } from '../support/databases.ts';
import { caught } from '../support/migrations.ts';
import { spyingPool } from '../support/spying-pool.ts';

describeEachDialect(
  'TransactionChain',
  () => {
    let database: TestDatabase;
    let knex: Knex;
    let other: Knex;
    let bookkeeping: Bookkeeping;
    let chain: TransactionChain;
    let connections: Client[];
    let sent: string[];
    /** What Knex has told. */
    let told: string[];
    beforeEach(async () => {
      database = await createDatabase('postgres');
      sent = [];
      told = [];
      // One connection: whoever does not give it back keeps all others waiting.
      const pool = spyingPool(sent);
      const afterCreate = (connection: Client, done: () => void) => {
        connections.push(connection);
        pool.afterCreate?.(connection, done);
      };
      connections = [];
      const log = { warn: () => {} };
      knex = database.connect({
        log,
        pool: { ...pool, afterCreate },
        acquireConnectionTimeout: 2_000,
      });
      other = database.connect();
      await knex.raw('create table seen (name text)');
      bookkeeping = new Bookkeeping(knex);
      await bookkeeping.ensure();
      chain = new TransactionChain(knex);
      knex.on('query', ({ sql }: { sql: string }) => told.push(sql));
      sent.length = 0;
    });
    afterEach(async () => {
      await chain.close();
      await database.drop();
    });

    const insert = (name: string) => async (on: Knex) => {
      await on.raw(`insert into seen values ('${name}')`);
    };
    const run = async (
      name: string,
      options: RunStepOptions = {},
      up: (trx: Knex.Transaction) => Promise<unknown> = insert(name),
    ): Promise<void> => {
      const migration = { up: (on: Knex) => up(on as Knex.Transaction), down: async () => {} };
      const step: Step = { name, item: name, batch: 1, direction: 'up', migration };
      const ending = { question: undefined };
      await runStep(knex, bookkeeping, step, { chain, ending, goesOn: true, ...options });
    };
    const state = async (): Promise<unknown> => [
      await other('seen').orderBy('name').pluck('name'),
      await bookkeeping.readNames(other),
    ];
    /** The numbers of the transactions that wrote rows. */
    const writers = async (): Promise<number> =>
      new Set(await other('seen').select(other.raw('xmin::text')).pluck('xmin')).size;

    it('commits each, and begins the next in the same round trip', async () => {
      await run('a');
      expect(await state()).to.deep.equal([['a'], ['a']]);
      await run('b');
      await run('c', { goesOn: false });
      expect(sent.map((text) => text.replaceAll(/values.*/gu, '…'))).to.deep.equal([
        'BEGIN;\ninsert into seen …',
        'insert into "knex_migrations" (name, batch, migration_time) …\nCOMMIT;\nBEGIN;\n',
        'insert into seen …',
        'insert into "knex_migrations" (name, batch, migration_time) …\nCOMMIT;\nBEGIN;\n',
        'insert into seen …',
        'insert into "knex_migrations" (name, batch, migration_time) …\nCOMMIT;\n',
      ]);
      expect(await state()).to.deep.equal([
        ['a', 'b', 'c'],
        ['a', 'b', 'c'],
      ]);
      expect(await writers()).to.equal(3);
      // The connection is back in the pool.
      expect(await knex('seen').pluck('name')).to.have.length(3);
    });

    it('tells of each BEGIN and COMMIT, as Knex does', async () => {
      for (const name of ['a', 'b']) await run(name, { goesOn: name === 'a' });
      expect(told.map((sql) => sql.split(' ')[0])).to.deep.equal([
        'BEGIN;',
        'insert',
        'COMMIT;',
        'BEGIN;',
        'insert',
        'COMMIT;',
      ]);
    });

    it('sends what goes ahead of each', async () => {
      const ahead = {
        statements: ["select 'x' as ahead", 'set local lock_timeout = 5'],
        onError: () => {},
      };
      const answers: unknown[] = [];
      for (const name of ['a', 'b']) {
        await run(name, { ahead }, async (on) => {
          const { rows } = (await on.raw(
            "select current_setting('lock_timeout') as set",
          )) as unknown as { rows: unknown };
          answers.push(rows);
        });
      }
      await chain.close();
      expect(answers).to.deep.equal([[{ set: '5ms' }], [{ set: '5ms' }]]);
      const { rows } = (await knex.raw('show lock_timeout')) as unknown as { rows: unknown };
      expect(rows).to.deep.equal([{ lock_timeout: '0' }]);
    });

    it('sends it ahead of a migration that has nothing to send', async () => {
      const ahead = { statements: ['select 7 as ahead'], onError: () => {} };
      await run('a', { ahead });
      sent.length = 0;
      await run('b', { ahead, goesOn: false }, async () => {});
      expect(sent[0]).to.equal('select 7 as ahead;\n');
      expect(sent).to.have.length(2);
      expect(await bookkeeping.readNames(other)).to.deep.equal(['a', 'b']);
    });

    it('runs nothing of a step whose way is barred, and keeps what is committed', async () => {
      await run('a');
      const errors: unknown[] = [];
      const ahead = { statements: ['select 1/0'], onError: (error: unknown) => errors.push(error) };
      await caught(Error, () => run('b', { ahead }));
      expect(String(errors[0])).to.include('division by zero');
      expect(await state()).to.deep.equal([['a'], ['a']]);
      await run('c', { goesOn: false });
      expect(await state()).to.deep.equal([
        ['a', 'c'],
        ['a', 'c'],
      ]);
    });

    it('rolls back what fails alone, names its error as ever, and begins anew', async () => {
      await run('a');
      for (const sql of ['select nothing', 'selec 1', "insert into seen values ('x'), (1, 2)"]) {
        const alone = await caught(Error, () => other.raw(sql));
        const ahead = { statements: ['select 5'], onError: () => {} };
        const error = await caught(Error, () => run('b', { ahead }, (on) => on.raw(sql)));
        expect(error.message).to.equal(alone.message);
        expect(error).to.have.property('position', (alone as { position?: string }).position);
        expect(await state()).to.deep.equal([['a'], ['a']]);
        // Nobody holds the connection.
        expect(await knex('seen').pluck('name')).to.deep.equal(['a']);
        await run('c', {}, async () => {});
        await other('knex_migrations').where({ name: 'c' }).delete();
      }
    });

    it('records nothing where the row or COMMIT fails', async () => {
      await run('a');
      await caught(Error, () => run('x'.repeat(300)));
      await other.raw(
        'alter table seen add id int unique, add of int references seen (id) deferrable initially deferred',
      );
      await run('b');
      await caught(Error, () =>
        run('c', {}, (on) => on.raw("insert into seen values ('c', 1, 2)")),
      );
      expect(await state()).to.deep.equal([
        ['a', 'b'],
        ['a', 'b'],
      ]);
    });

    it('rolls back a migration that throws before it has sent anything', async () => {
      await run('a');
      await caught(Error, () => run('b', {}, () => Promise.reject(new Error('no'))));
      expect(sent.at(-1)).to.equal('ROLLBACK');
      expect(await knex('seen').pluck('name')).to.deep.equal(['a']);
    });

    it('goes on behind a migration that commits or rolls back by itself', async () => {
      await run('a');
      await run('b', {}, async (on) => {
        await insert('b')(on);
        await on.commit();
      });
      await run('c', {}, async (on) => {
        await insert('c')(on);
        await on.rollback();
      });
      await run('d', { goesOn: false });
      expect(await state()).to.deep.equal([
        ['a', 'b', 'd'],
        ['a', 'b', 'c', 'd'],
      ]);
    });

    it('hands each a transaction of its own, which has ended when it has committed', async () => {
      const kept: Knex.Transaction[] = [];
      const heard: string[] = [];
      await run('a', {}, async (on) => {
        kept.push(on);
        on.on('query', ({ sql }: { sql: string }) => heard.push(sql));
        void on.executionPromise.then(() => heard.push('done'));
        await insert('a')(on);
      });
      await run('b', { goesOn: false }, async (on) => {
        const [late] = kept;
        expect(late?.isCompleted()).to.equal(true);
        for (const use of [
          () => late?.raw('select 1/0'),
          () => late?.transaction(insert('late')),
        ]) {
          expect((await caught(Error, use)).message).to.include('already complete');
        }
        await late?.commit();
        await insert('b')(on);
      });
      expect(heard.map((sql) => sql.split(' ')[0])).to.deep.equal(['insert', 'COMMIT;', 'done']);
      expect(await writers()).to.equal(2);
      expect(await state()).to.deep.equal([
        ['a', 'b'],
        ['a', 'b'],
      ]);
    });

    it('goes on behind a migration that leaves a savepoint open', async () => {
      await run('a', {}, async (on) => insert('a')(await on.transaction()));
      await run('b', { goesOn: false }, (on) => on.transaction(insert('b')));
      expect(await state()).to.deep.equal([
        ['a', 'b'],
        ['a', 'b'],
      ]);
    });

    it('gives the connection back to a migration that goes on when it has committed', async () => {
      await run('a');
      await run('b', {}, async (on) => {
        await on.commit();
        await insert('b')(knex);
      });
      await run('c', { goesOn: false });
      expect(await other('seen').orderBy('name').pluck('name')).to.deep.equal(['a', 'b', 'c']);
    });

    it('leaves no transaction open where a listener refuses the next BEGIN', async () => {
      await run('a');
      const refuse = ({ sql }: { sql: string }): void => {
        if (sql === 'BEGIN;') throw new Error('no more');
      };
      knex.on('query', refuse);
      await caught(Error, () => run('b'));
      knex.removeListener('query', refuse);
      expect(sent.at(-1)).to.equal('ROLLBACK');
      await insert('x')(knex);
      expect(await state()).to.deep.equal([['a', 'x'], ['a']]);
    });

    it('leaves no mark on a connection that it gives back', async () => {
      await run('a', { goesOn: false });
      expect(connections[0]).not.to.have.property('__knexTxId');
    });

    it('gives the connection back when it is closed, and can be used again', async () => {
      await run('a');
      await chain.close();
      await chain.close();
      expect(await knex('seen').pluck('name')).to.deep.equal(['a']);
      await run('b', { goesOn: false });
      expect(await state()).to.deep.equal([
        ['a', 'b'],
        ['a', 'b'],
      ]);
    });

    it('asks behind the COMMIT, before the next begins', async () => {
      const answers: unknown[] = [];
      const question = {
        options: {},
        textFor: () => ({
          before: undefined,
          behind: "select set_config('test.own', 'local', true); select count(*)::int from seen",
        }),
        take: (results: readonly unknown[]) => {
          answers.push((results as { rows: unknown }[]).slice(3).map(({ rows }) => rows));
        },
        hasFailed: () => false,
      };
      const settings: unknown[] = [];
      for (const name of ['a', 'b']) {
        await run(name, { ending: { question } }, async (on) => {
          await insert(name)(on);
          const { rows } = (await on.raw(
            "select current_setting('test.own', true) as own",
          )) as unknown as { rows: { own: string | null }[] };
          settings.push(rows[0]?.own);
        });
      }
      // What is asked has a transaction of its own.
      expect(settings).to.deep.equal([null, '']);
      const fails = { ...question, textFor: () => ({ before: undefined, behind: 'select no' }) };
      await run('c', { ending: { question: { ...fails, hasFailed: () => true } } });
      await run('d', { goesOn: false });
      expect(answers).to.deep.equal([[[{ count: 1 }]], [[{ count: 2 }]]]);
      expect(await writers()).to.equal(4);
      expect(await bookkeeping.readNames(other)).to.deep.equal(['a', 'b', 'c', 'd']);
    });

    for (const isWrapped of [false, true]) {
      it(`compares what is declared with the table in each transaction: ${isWrapped}`, async () => {
        const seen = tableSnapshot('seen', { name: column.text().nullable() });
        const plain: Knex.Migration = {
          up: async (on) => seen.query(on).select(),
          down: async () => {},
        };
        const conventions = settleConventions({});
        const migration = isWrapped ? conventionalMigration(plain, conventions, 'a.ts') : plain;
        const up = async (on: Knex): Promise<unknown> => migration.up(on);
        await run('a', {}, up);
        await other.raw('alter table seen alter column name type int using 1');
        await caught(SnapshotError, () => run('b', {}, up));
      });
    }

    it('takes another connection where its own is lost between two', async () => {
      await run('a');
      const lost = new Promise((resolve) => connections.at(-1)!.once('end', resolve));
      await other.raw(
        'select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and datname = current_database()',
      );
      await lost;
      await run('b', { goesOn: false });
      expect(await state()).to.deep.equal([
        ['a', 'b'],
        ['a', 'b'],
      ]);
    });
  },
  ['postgres'],
);
