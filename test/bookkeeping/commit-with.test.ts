import { expect } from 'chai';
import type { Knex } from 'knex';
import { Bookkeeping } from '../../lib/bookkeeping/bookkeeping.ts';
import type { QuestionBehind } from '../../lib/bookkeeping/commit-with.ts';
import { runStep, type Step } from '../../lib/bookkeeping/run-step.ts';
import { createDatabase, describeEachDialect, type TestDatabase } from '../support/databases.ts';
import { caught } from '../support/migrations.ts';

interface Answer {
  readonly rows: readonly unknown[];
}

describeEachDialect(
  'commitWith',
  () => {
    let database: TestDatabase;
    let knex: Knex;
    let bookkeeping: Bookkeeping;
    let answers: unknown[];
    beforeEach(async () => {
      database = await createDatabase('postgres');
      // One connection: what a step leaves open, the next one meets.
      knex = database.connect({ pool: { min: 1, max: 1 } });
      await knex.raw('create table seen (id int primary key)');
      bookkeeping = new Bookkeeping(knex);
      await bookkeeping.ensure();
      answers = [];
    });
    afterEach(() => database.drop());

    const questionOf = (
      text: string | undefined,
      hasFailed: QuestionBehind['hasFailed'] = () => false,
    ): QuestionBehind => ({
      options: { rowMode: 'array' },
      textFor: () =>
        text === undefined
          ? undefined
          : {
              before: "select set_config('test.seen', count(*)::text, false) from seen",
              behind: text,
            },
      // Before it are the row, what is kept of the transaction, and COMMIT.
      take: (results) => answers.push(...(results as Answer[]).slice(3).map(({ rows }) => rows)),
      hasFailed,
    });
    const run = (
      up: Knex.Migration['up'],
      {
        name = 'a',
        question = questionOf(
          "select count(*)::int from knex_migrations; select current_setting('test.seen')::int + 1",
        ),
      },
    ): Promise<void> => {
      const migration = { up, down: async () => {} };
      const step: Step = { name, item: name, batch: 3, direction: 'up', migration };
      return runStep(knex, bookkeeping, step, { ending: { question } });
    };
    const insert = (on: Knex) => on.raw('insert into seen values (1)');
    const state = async (): Promise<unknown> => [
      (await knex('seen').select()).length,
      await bookkeeping.readNames(),
    ];

    it('writes the row, commits and asks, and Knex itself has only the COMMIT to send', async () => {
      const sent: string[] = [];
      knex.on('query', ({ sql }: { sql: string }) => sent.push(sql));
      await run(insert, {});
      expect(sent).to.deep.equal(['BEGIN;', 'insert into seen values (1)', 'COMMIT;']);
      expect(answers).to.deep.equal([[[1]], [[2]]]);
      expect(await state()).to.deep.equal([1, ['a']]);
    });

    it('asks nothing where there is nothing to ask', async () => {
      await run(insert, { question: questionOf(undefined) });
      expect([answers, await state()]).to.deep.equal([[], [1, ['a']]]);
    });

    it('writes the row that Knex would write, whatever the name and the time zones', async () => {
      await knex.raw("set timezone = 'Asia/Tokyo'");
      const name = String.raw`what's \ up? $1`;
      const before = Date.now();
      await run(insert, { name });
      const [row] = await bookkeeping.readRows();
      expect(row).to.deep.include({ name, batch: 3 });
      expect(row!.migrationTime!.getTime()).to.be.within(before, Date.now());
      const down = { up: async () => {}, down: async () => {} };
      const step: Step = { name, item: name, batch: 3, direction: 'down', migration: down };
      await runStep(knex, bookkeeping, step, { ending: { question: undefined } });
      expect(await bookkeeping.readNames()).to.deep.equal([]);
    });

    it('rolls all back where the row cannot be written, and says by which statements', async () => {
      const failed: string[] = [];
      knex.on('query-error', (_error: Error, { sql }: { sql: string }) => failed.push(sql));
      const name = 'x'.repeat(300);
      const error = await caught(Error, () => run(insert, { name }));
      expect(error.message).to.match(/ - value too long for type character varying\(255\)$/u);
      expect(failed).to.have.length(1);
      expect(failed[0]).to.match(/^insert into "knex_migrations" .*;\nCOMMIT;$/su);
      expect([answers, await state()]).to.deep.equal([[], [0, []]]);
    });

    it('records nothing where COMMIT finds a fault', async () => {
      await knex.raw(
        'alter table seen add other int references seen deferrable initially deferred',
      );
      const up = (on: Knex) => on.raw('insert into seen values (1, 2)');
      await caught(Error, () => run(up, {}));
      expect(await state()).to.deep.equal([0, []]);
    });

    it('takes a step for done whose question alone fails', async () => {
      const isOfQuestion = (error: unknown) => String(error).includes('nowhere');
      await run(insert, { question: questionOf('select * from nowhere', isOfQuestion) });
      expect([answers, await state()]).to.deep.equal([[], [1, ['a']]]);
    });

    it('leaves a migration that commits by itself to Knex', async () => {
      await run(async (on) => {
        await insert(on);
        await (on as Knex.Transaction).commit();
      }, {});
      expect([answers, await state()]).to.deep.equal([[], [1, ['a']]]);
    });
  },
  ['postgres'],
);
