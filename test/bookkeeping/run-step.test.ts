import { expect } from 'chai';
import type { Knex } from 'knex';
import { Bookkeeping } from '../../lib/bookkeeping/bookkeeping.ts';
import { runStep, usesTransaction, type Step } from '../../lib/bookkeeping/run-step.ts';
import { createDatabase, describeEachDialect, type TestDatabase } from '../support/databases.ts';
import { caught } from '../support/migrations.ts';
import type { SparseMigration } from '../support/listed-source.ts';

const quiet = { log: { warn: () => {} } };

describeEachDialect('runStep', (dialect) => {
  let database: TestDatabase;
  let knex: Knex;
  let bookkeeping: Bookkeeping;
  beforeEach(async () => {
    database = await createDatabase(dialect);
    knex = database.connect(quiet);
    await knex.schema.createTable('seen', (table) => void table.integer('id'));
    bookkeeping = new Bookkeeping(knex);
    await bookkeeping.ensure();
  });
  afterEach(() => database.drop());

  const step = (migration: SparseMigration, direction: Step['direction'] = 'up'): Step => ({
    name: 'a',
    item: 'a',
    batch: 1,
    direction,
    migration: { up: async () => {}, down: async () => {}, ...migration },
  });
  const insert = async (on: Knex): Promise<void> => void (await on('seen').insert({ id: 1 }));
  const seen = async (): Promise<number> => (await knex('seen').select()).length;

  it('commits the migration and its row together', async () => {
    await runStep(knex, bookkeeping, step({ up: insert }));
    expect([await seen(), await bookkeeping.readNames()]).to.deep.equal([1, ['a']]);
    const clear = (on: Knex) => on('seen').delete();
    await runStep(knex, bookkeeping, step({ down: clear }, 'down'));
    expect([await seen(), await bookkeeping.readNames()]).to.deep.equal([0, []]);
  });

  it('keeps neither where the row cannot be written', async () => {
    const name = 'x'.repeat(300);
    const refuse = dialect === 'sqlite' ? 'create unique index one on knex_migrations(batch)' : '';
    if (refuse) await knex.raw(refuse).then(() => bookkeeping.insert({ name: 'z', batch: 1 }));
    await caught(Error, () => runStep(knex, bookkeeping, { ...step({ up: insert }), name }));
    expect(await seen()).to.equal(0);
  });

  it('rolls back what threw', async () => {
    const up = async (on: Knex): Promise<void> => {
      await insert(on);
      throw new Error('no');
    };
    await caught(Error, () => runStep(knex, bookkeeping, step({ up })));
    expect([await seen(), await bookkeeping.readNames()]).to.deep.equal([0, []]);
  });

  it('runs without a transaction what asks for it, and records it', async () => {
    let isTransaction: boolean | undefined;
    const up = async (on: Knex): Promise<void> => void (isTransaction = on.isTransaction === true);
    await runStep(knex, bookkeeping, step({ up, config: { transaction: false } }));
    expect([isTransaction, await bookkeeping.readNames()]).to.deep.equal([false, ['a']]);
  });

  it('shares a transaction, and records in it', async () => {
    await caught(Error, () =>
      knex.transaction(async (within) => {
        await runStep(knex, bookkeeping, step({ up: insert }), { within });
        expect(await bookkeeping.readNames(within)).to.deep.equal(['a']);
        throw new Error('undo it all');
      }),
    );
    expect([await seen(), await bookkeeping.readNames()]).to.deep.equal([0, []]);
  });

  it('records a migration that commits by itself', async () => {
    const up = async (on: Knex): Promise<void> => {
      await insert(on);
      await (on as Knex.Transaction).commit();
    };
    await runStep(knex, bookkeeping, step({ up }));
    expect([await seen(), await bookkeeping.readNames()]).to.deep.equal([1, ['a']]);
  });

  it('begins in the transaction of the migration, and calls the hooks of the configuration', async () => {
    const calls: unknown[] = [];
    const hooked = new Bookkeeping(knex, {
      beforeEach: (on: Knex, items: string[]) => calls.push(['before', on.isTransaction, items]),
      afterEach: (on: Knex, items: string[]) => calls.push(['after', on.isTransaction, items]),
    } as Knex.MigratorConfig);
    const begin = async (on: Knex): Promise<void> => void calls.push(['begin', on.isTransaction]);
    const up = async (): Promise<void> => void calls.push('up');
    await runStep(knex, hooked, step({ up }), { begin });
    expect(calls).to.deep.equal([
      ['begin', true],
      ['before', true, ['a']],
      'up',
      ['after', true, ['a']],
    ]);
  });

  it('warns of a migration that returns no promise, as Knex does', async () => {
    const warnings: unknown[] = [];
    const warned = database.connect({ log: { warn: (text: unknown) => void warnings.push(text) } });
    await runStep(warned, new Bookkeeping(warned), step({ up: (() => {}) as never }));
    expect(warnings).to.deep.equal(['migration a did not return a promise']);
  });
});

describe('usesTransaction', () => {
  it('asks the migration first, then the configuration', () => {
    const asks = (transaction?: boolean): Knex.Migration =>
      ({ config: { transaction } }) as unknown as Knex.Migration;
    const answers = [undefined, true, false].map((own) =>
      [false, true].map((disableTransactions) =>
        usesTransaction(asks(own), { disableTransactions }),
      ),
    );
    expect(answers).to.deep.equal([
      [true, false],
      [true, true],
      [false, false],
    ]);
  });
});
