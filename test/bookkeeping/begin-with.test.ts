import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import type { Knex } from 'knex';
import { Query, type Client, type DatabaseError, type QueryResult } from 'pg';
import { Bookkeeping } from '../../lib/bookkeeping/bookkeeping.ts';
import { runStep, type RunStepOptions, type Step } from '../../lib/bookkeeping/run-step.ts';
import { createDatabase, describeEachDialect, type TestDatabase } from '../support/databases.ts';
import { caught } from '../support/migrations.ts';
import { spyingPool } from '../support/spying-pool.ts';

describeEachDialect(
  'beginWith',
  () => {
    let database: TestDatabase;
    let knex: Knex;
    let bookkeeping: Bookkeeping;
    /** What the driver was given. */
    let sent: string[];
    beforeEach(async () => {
      database = await createDatabase('postgres');
      sent = [];
      // One connection: what a step leaves behind, the next one meets.
      knex = database.connect({ pool: spyingPool(sent) });
      await knex.raw('create table seen (id int primary key)');
      bookkeeping = new Bookkeeping(knex);
      await bookkeeping.ensure();
      sent.length = 0;
    });
    afterEach(() => database.drop());

    const run = async (
      up: (trx: Knex.Transaction) => unknown,
      options: RunStepOptions = {},
    ): Promise<void> => {
      const migration = {
        up: async (on: Knex) => up(on as Knex.Transaction),
        down: async () => {},
      };
      const step: Step = { name: 'a', item: 'a', batch: 1, direction: 'up', migration };
      await runStep(knex, bookkeeping, step, options);
    };
    const connectionOf = (on: Knex): Promise<Client> =>
      (on.client as { acquireConnection(): Promise<Client> }).acquireConnection();
    const state = async (): Promise<unknown> => [
      ((await knex('seen').select().orderBy('id')) as { id: number }[]).map(({ id }) => id),
      await bookkeeping.readNames(),
    ];
    const insert = (on: Knex) => on.raw('insert into seen values (1)');

    describe('in one round trip with the first statement', () => {
      it('begins, and Knex itself says both, as ever', async () => {
        const told: string[] = [];
        knex.on('query', ({ sql }: { sql: string }) => told.push(sql));
        await run(insert, { ending: { question: undefined } });
        expect(told).to.deep.equal(['BEGIN;', 'insert into seen values (1)', 'COMMIT;']);
        expect(sent).to.have.length(2);
        expect(sent[0]).to.equal('BEGIN;\ninsert into seen values (1)');
        expect(await state()).to.deep.equal([[1], ['a']]);
      });

      it('hands back what is of the statement, and nothing of what went ahead', async () => {
        const statements = ['select 8 as ahead', 'set local lock_timeout = 1000'];
        const ahead = { statements, onError: () => {} };
        const answers: unknown[] = [];
        await run(async (on) => answers.push(await on.raw('select 1 as one')), { ahead });
        await run(async (on) => answers.push(await on('seen').select()), { ahead });
        await run(async (on) => answers.push(await on('seen').first()), { ahead });
        await run(async (on) => answers.push(await on('seen').delete()), { ahead });
        const [raw, ...others] = answers as [QueryResult, ...unknown[]];
        expect([raw.command, raw.rowCount, raw.rows]).to.deep.equal(['SELECT', 1, [{ one: 1 }]]);
        expect(raw.fields.map(({ name }) => name)).to.deep.equal(['one']);
        expect(others).to.deep.equal([[], undefined, 0]);
        expect(sent.filter((text) => text.startsWith('BEGIN;\nselect 8'))).to.have.length(4);
      });

      it('makes a savepoint, which is rolled back alone', async () => {
        await run(async (on) => {
          const inner = on.transaction(async (trx) => {
            await trx.raw('insert into seen values (2)');
            throw new Error('only here');
          });
          await caught(Error, () => inner);
          await insert(on);
        });
        expect(sent[0]).to.match(/^BEGIN;\nSAVEPOINT \w+;$/u);
        expect(await state()).to.deep.equal([[1], ['a']]);
      });

      it('lets the isolation be chosen behind nothing that asks the server', async () => {
        const ahead = { statements: ['select 1 from seen'], onError: () => {} };
        const modes: unknown[] = [];
        await run(
          async (on) => {
            await on.raw('set transaction isolation level serializable');
            await insert(on);
            const { rows } = (await on.raw('show transaction_isolation')) as QueryResult;
            modes.push(rows);
          },
          { ahead },
        );
        expect(modes).to.deep.equal([[{ transaction_isolation: 'serializable' }]]);
        expect(sent.slice(0, 2)).to.deep.equal([
          'BEGIN;\nset transaction isolation level serializable',
          'select 1 from seen;\ninsert into seen values (1)',
        ]);
        expect(await state()).to.deep.equal([[1], ['a']]);
        for (const mode of ['no', 'read committed nonsense']) {
          const wrong = (on: Knex) => on.raw(`set transaction isolation level ${mode}`);
          const more = (on: Knex) => on.raw('insert into seen values (2)').then(() => on.raw('no'));
          await caught(Error, () => run(wrong, { ahead }));
          await caught(Error, () => run((on) => wrong(on).catch(() => more(on)), { ahead }));
        }
        expect(await state()).to.deep.equal([[1], ['a']]);
      });

      it('lets the isolation be chosen', async () => {
        let isolation: unknown;
        await run(async (on) => {
          await on.raw('set transaction isolation level serializable');
          isolation = (await on.raw('show transaction_isolation')) as unknown;
        });
        expect(isolation).to.have.deep.property('rows', [
          { transaction_isolation: 'serializable' },
        ]);
      });

      it('names the statement alone where it fails, and the place in it', async () => {
        const failed: string[] = [];
        knex.on('query-error', (_error: Error, { sql }: { sql: string }) => failed.push(sql));
        for (const sql of ['select nothing', 'selec 1', 'select 1 as "']) {
          sent.length = 0;
          const alone = await caught(Error, () => knex.raw(sql));
          const error = await caught(Error, () => run((on) => on.raw(sql)));
          expect(error.message).to.equal(alone.message);
          const { code, position } = alone as DatabaseError;
          expect(error).to.include({ code, position });
          expect(sent.at(-1)).to.equal('ROLLBACK');
        }
        expect(failed.every((sql) => !sql.includes('BEGIN'))).to.equal(true);
        expect(await state()).to.deep.equal([[], []]);
      });
    });

    describe('alone', () => {
      it('goes before what is bound, of several statements, of comments, or read in another way', async () => {
        const answers: unknown[] = [];
        const rowsOf = (answer: unknown): unknown => (answer as { rows: unknown }).rows;
        await run(async (on) => answers.push(rowsOf(await on.raw('select ? as one', ['x']))));
        await run(async (on) => answers.push(rowsOf(await on.raw('-- nothing'))));
        const options = { rowMode: 'array' };
        await run(async (on) => answers.push(rowsOf(await on.raw('select 2').options(options))));
        await run(async (on) => {
          const several = (await on.raw('select 3 as a; select 4 as b')) as unknown as unknown[];
          answers.push(several.map(rowsOf));
        });
        expect(answers).to.deep.equal([[{ one: 'x' }], [], [[2]], [[{ a: 3 }], [{ b: 4 }]]]);
        expect(sent.filter((text) => text.trim() === 'BEGIN;')).to.have.length(4);
      });

      it('goes before what a migration sends on the connection itself', async () => {
        const answers: unknown[] = [];
        const use = (work: (connection: Client) => Promise<unknown>) =>
          run(async (on) => answers.push(await work(await connectionOf(on))));
        const text = 'insert into seen select count(*) from seen returning id';
        await use(async (connection) => (await connection.query<object>(text)).rows);
        await use(
          (connection) =>
            new Promise((resolve) => connection.query(text, (_, { rows }) => resolve(rows))),
        );
        await use(
          (connection) =>
            new Promise((resolve) => {
              // As a stream is sent.
              const query = new Query(text as never);
              expect(connection.query(query)).to.equal(query);
              query.on('end', ({ rows }) => resolve(rows));
            }),
        );
        expect(answers).to.deep.equal([[{ id: 0 }], [{ id: 1 }], [{ id: 2 }]]);
        expect(sent.filter((each) => each.trim() === 'BEGIN;')).to.have.length(3);
        expect(await state()).to.deep.equal([
          [0, 1, 2],
          ['a', 'a', 'a'],
        ]);
      });

      it('goes where the migration has something else to wait for', async () => {
        await run(async (on) => {
          await sleep(20);
          expect(sent).to.deep.equal(['BEGIN;\n']);
          await insert(on);
        });
        expect(await state()).to.deep.equal([[1], ['a']]);
      });

      it('is not sent where a migration throws that has sent nothing', async () => {
        const told: string[] = [];
        knex.on('query', ({ sql }: { sql: string }) => told.push(sql));
        await caught(Error, () => run(() => Promise.reject(new Error('no'))));
        expect([told, sent]).to.deep.equal([['BEGIN;', 'ROLLBACK'], []]);
        expect(await state()).to.deep.equal([[], []]);
      });
    });

    it('keeps the order of what is sent at once', async () => {
      const values: number[] = [];
      const select = async (on: Knex, value: number, isBound: boolean): Promise<void> => {
        const raw = isBound
          ? on.raw('select ?::int as x', [value])
          : on.raw(`select ${value} as x`);
        const { rows } = (await raw) as unknown as { rows: { x: number }[] };
        values.push(rows[0]!.x);
      };
      for (const isBound of [true, false]) {
        await run((on) =>
          Promise.all([1, 2, 3].map((value) => select(on, value, isBound !== (value === 2)))),
        );
      }
      expect(values).to.deep.equal([1, 2, 3, 1, 2, 3]);
      expect(sent.map((text) => /select (\S+)/u.exec(text)?.[1]).filter(Boolean)).to.deep.equal([
        '$1::int',
        '2',
        '$1::int',
        '1',
        '$1::int',
        '3',
      ]);
    });

    it('leaves nothing of a migration that goes on behind an error', async () => {
      for (const wrong of ['selec 1', 'select nothing', 'select 1; selec 1']) {
        const error = await caught(Error, () =>
          run(async (on) => {
            await caught(Error, () => on.raw(wrong));
            await insert(on);
          }),
        );
        expect(error).to.have.property('code', '25P02');
        await caught(Error, () => run((on) => Promise.all([on.raw(wrong), insert(on)])));
      }
      expect(await state()).to.deep.equal([[], []]);
    });

    it('sends nothing twice that took longer than the driver would wait', async () => {
      const impatient = database.connect({
        connection: { connectionString: database.url, query_timeout: 100 } as never,
        pool: { min: 1, max: 1 },
      });
      // The second time it would be quick.
      const slow = 'pg_sleep(case when exists (select from seen) then 0 else 0.15 end)';
      const up = (on: Knex) => on.raw(`insert into seen select nextval('once') from ${slow}`);
      await knex.raw('create sequence once');
      const migration = { up, down: async () => {} };
      const step: Step = { name: 'a', item: 'a', batch: 1, direction: 'up', migration };
      const error = await caught(Error, () => runStep(impatient, bookkeeping, step));
      expect(error.message).to.match(/Query read timeout$/u);
      expect(await state()).to.deep.equal([[], []]);
    });

    it('leaves a connection as it was where a listener refuses to begin', async () => {
      const refuse = ({ sql }: { sql: string }): void => {
        if (sql === 'BEGIN;') throw new Error('not now');
      };
      knex.on('query', refuse);
      await caught(Error, () => run(insert));
      knex.removeListener('query', refuse);
      expect(sent).to.deep.equal([]);
      expect(await knex.raw('select 1 as one')).to.have.deep.property('rows', [{ one: 1 }]);
      await run(insert);
      expect(await state()).to.deep.equal([[1], ['a']]);
    });

    describe('where what goes ahead fails', () => {
      const works: Readonly<Record<string, (on: Knex.Transaction) => unknown>> = {
        'one statement': insert,
        'a bound one': (on) => on('seen').insert({ id: 1 }),
        'several at once': (on) => Promise.all([insert(on), on('seen').insert({ id: 2 })]),
        'a wrong one': (on) => on.raw('selec 1'),
        'a savepoint': (on) => on.transaction((trx) => insert(trx)),
        'nothing at all': () => {},
        'one later': (on) => sleep(20).then(() => insert(on)),
        'a COMMIT of its own': (on) => on.commit(),
        'one whose error it swallows': (on) => insert(on).then(undefined, () => {}),
      };
      /** Of those that cannot be told the reason. */
      const codes: Readonly<Record<string, string>> = {
        'a wrong one': '42601',
        'one whose error it swallows': '25P02',
      };
      for (const [title, work] of Object.entries(works)) {
        it(`is told of it, and nothing runs: ${title}`, async () => {
          const told: unknown[] = [];
          const onError = (error: unknown): void => void told.push(error);
          const error = await caught(Error, () =>
            run(work, {
              ahead: { statements: ['select 1/0'], onError },
              ending: { question: undefined },
            }),
          );
          expect((told as DatabaseError[]).map(({ code }) => code)).to.include('22012');
          expect((error as DatabaseError).code).to.equal(codes[title] ?? '22012');
          expect(await state()).to.deep.equal([[], []]);
        });
      }
    });
  },
  ['postgres'],
);
