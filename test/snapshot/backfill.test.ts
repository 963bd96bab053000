import { randomUUID } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect } from 'chai';
import type { Knex } from 'knex';
import { checkpointTable } from '../../lib/snapshot/checkpoint.ts';
import { column } from '../../lib/snapshot/column.ts';
import { BackfillError } from '../../lib/snapshot/snapshot-error.ts';
import { tableSnapshot } from '../../lib/snapshot/table-snapshot.ts';
import { describeEachDialect } from '../support/databases.ts';
import { caught } from '../support/migrations.ts';
import { useSchemaDatabase } from '../support/schema-database.ts';

const account = tableSnapshot('user_account', {
  id: column.uuid(),
  username: column.text(),
  email: column.text().nullable(),
  hits: column.integer(),
});

const rowCount = 103;

describeEachDialect('backfill', (dialect) => {
  const database = useSchemaDatabase(dialect);

  beforeEach(async () => {
    const { knex } = database;
    await knex.schema.dropTableIfExists('user_account');
    await knex.schema.createTable('user_account', (table) => {
      table.uuid('id').primary();
      table.string('username').notNullable();
      table.string('email');
      table.integer('hits').notNullable().defaultTo(0);
    });
    await account.insertMany(
      knex,
      Array.from({ length: rowCount }, (_, index) => ({
        id: randomUUID(),
        username: `user ${index} 'ü"\\{}😀?`,
        email: index % 10 === 0 ? `own${index}@example.org` : null,
      })),
    );
  });

  const ways: readonly (readonly [
    string,
    (work: (knex: Knex) => Promise<void>) => Promise<void>,
  ])[] = [
    ['in a transaction', (work) => database.knex.transaction(work)],
    ['with a plain Knex', (work) => work(database.knex)],
  ];

  for (const [way, run] of ways) {
    it(`fills by a function of the row, ${way}`, () =>
      run(async (knex) => {
        const progress: number[] = [];
        const result = await account.backfill(knex, {
          where: (q) => q.whereNull('email'),
          set: (row) => ({ email: `${row.username}@example.com`, hits: row.hits + 1 }),
          batchSize: 10,
          onProgress: ({ done, total }) => void progress.push(done, total),
        });
        await expectFilled(knex);
        expect(result).to.include({ done: 92, written: 92, batches: 10, isResumed: false });
        expect(progress.slice(0, 2)).to.deep.equal([10, 92]);
        expect(progress.slice(-2)).to.deep.equal([92, 92]);
        expect(await knex.schema.hasTable(checkpointTable)).to.equal(false);
      }));

    it(`fills by SQL, ${way}`, () =>
      run(async (knex) => {
        const email =
          dialect === 'mysql' ? `concat(username, '@example.com')` : `username || '@example.com'`;
        const result = await account.backfill(knex, {
          where: (q) => q.whereNull('email'),
          set: { email: knex.raw(email), hits: 1 },
          batchSize: 10,
        });
        await expectFilled(knex);
        expect(result).to.include({ done: 92, written: 92, batches: 11 });
      }));

    it(`does one column alone, and leaves rows alone that set gives nothing for, ${way}`, () =>
      run(async (knex) => {
        const result = await account.backfill(knex, {
          set: (row) => (row.email === null ? { email: 'x' } : undefined),
          batchSize: 7,
        });
        expect(result).to.include({ done: rowCount, written: 92 });
        expect(await countOf(knex, 'email', 'x')).to.equal(92);
      }));
  }

  it('sets in one batch other columns of other rows', async () => {
    await account.backfill(database.knex, {
      set: (row) => (row.email === null ? { hits: 7 } : { email: null }),
    });
    const rows = await database.knex('user_account').select('email', 'hits');
    expect(rows.filter((row) => row.hits === 7 && row.email === null)).to.have.length(92);
    expect(rows.filter((row) => row.hits === 0 && row.email === null)).to.have.length(11);
  });

  it('names the row whose set throws, and keeps nothing of a transaction', async () => {
    const { knex } = database;
    let seen = 0;
    let key: unknown;
    await knex.transaction(async (trx) => {
      const error = await caught(BackfillError, () =>
        account.backfill(trx, {
          batchSize: 10,
          set: (row) => {
            seen += 1;
            if (seen < 25) return { hits: 9 };
            key = row.id;
            throw new TypeError('no such luck');
          },
        }),
      );
      expect(error.problems[0]).to.include({ code: 'E_BACKFILL_SET' });
      expect(error.key).to.deep.equal({ id: key });
      expect(error.cause).to.be.instanceOf(TypeError);
      expect(error.message).to.contain(`user_account, row id = ${String(key)}`);
      expect(error.message).to.contain('no such luck');
    });
    expect(await countOf(knex, 'hits', 9)).to.equal(0);
  });

  it('keeps the batches before a throwing set without a transaction, and goes on behind them', async () => {
    const { knex } = database;
    let seen = 0;
    const set = (row: { hits: number }): { hits: number } => {
      seen += 1;
      if (seen === 25) throw new Error('once');
      return { hits: row.hits + 1 };
    };
    await caught(BackfillError, () => account.backfill(knex, { batchSize: 10, set }));
    expect(await countOf(knex, 'hits', 1)).to.equal(20);
    const result = await account.backfill(knex, { batchSize: 10, set });
    expect(result).to.include({ done: rowCount, written: rowCount - 20, isResumed: true });
    expect(await countOf(knex, 'hits', 1)).to.equal(rowCount);
    expect(await knex.schema.hasTable(checkpointTable)).to.equal(false);
  });

  it('refuses to resume other work', async () => {
    const { knex } = database;
    const stop = (): never => {
      throw new Error('stop');
    };
    await caught(BackfillError, () => account.backfill(knex, { set: stop }));
    const error = await caught(BackfillError, () =>
      account.backfill(knex, { where: (q) => q.whereNull('email'), set: { hits: 3 } }),
    );
    expect(error.problems[0]?.code).to.equal('E_BACKFILL_CHECKPOINT');
    await account.backfill(knex, {
      where: (q) => q.whereNull('email'),
      set: { hits: 3 },
      name: 'two',
    });
    expect(await knex(checkpointTable).select('id')).to.have.length(1);
    await account.backfill(knex, { set: { hits: 4 } });
    expect(await countOf(knex, 'hits', 4)).to.equal(rowCount);
    expect(await knex.schema.hasTable(checkpointTable)).to.equal(false);
  });

  it('does not take up the checkpoint of work that differs in a value of where', async () => {
    const { knex } = database;
    await knex('user_account').whereNull('email').update({ hits: 1 });
    let seen = 0;
    const fill = (hits: number, mostSeen: number): Promise<unknown> =>
      account.backfill(knex, {
        where: (query) => query.where('hits', hits),
        set: ({ username }) => {
          seen += 1;
          if (seen > mostSeen) throw new Error('cut off');
          return { email: `${username}!` };
        },
        batchSize: 20,
      });
    const isCutOff = await caught(BackfillError, () => fill(1, 50));
    expect(isCutOff.problems[0]?.code).to.equal('E_BACKFILL_SET');
    const seenBefore = seen;
    const error = await caught(BackfillError, () => fill(0, Infinity));
    expect(error.problems[0]).to.deep.equal({
      code: 'E_BACKFILL_CHECKPOINT',
      where: `${checkpointTable}, row user_account:default`,
      what: 'is the checkpoint of other work on this table that was interrupted; it differs by the values in its where ([1] then, [0] now)',
      repair:
        'Run that work as it was, without what ended before it; or delete the row to begin anew. Give each of several their own { name }, and write a time that moves as SQL: knex.raw(…).',
    });
    expect(seen).to.equal(seenBefore);
    expect(await fill(1, Infinity)).to.include({ done: 92, written: 52, isResumed: true });
  });

  it('does not take up the checkpoint of work that sets another column', async () => {
    const { knex } = database;
    const controller = new AbortController();
    await caught(BackfillError, () =>
      account.backfill(knex, {
        set: { hits: 1 },
        batchSize: 20,
        signal: controller.signal,
        onProgress: () => controller.abort(),
      }),
    );
    const error = await caught(BackfillError, () =>
      account.backfill(knex, { set: { email: 'x' } }),
    );
    expect(error.message).to.contain('the columns that it sets (hits then, email now)');
    expect(await account.backfill(knex, { set: { hits: 2 } })).to.include({ isResumed: true });
    expect(await countOf(knex, 'hits', 2)).to.equal(rowCount - 20);
  });

  it('goes on where a time that moves is written as SQL', async () => {
    const { knex } = database;
    const fill = (hits: number, signal?: AbortSignal, onProgress?: () => void): Promise<unknown> =>
      account.backfill(knex, {
        where: (query) => query.whereRaw('current_timestamp > ?', ['2020-01-01']),
        set: { hits },
        batchSize: 20,
        ...(signal && { signal }),
        ...(onProgress && { onProgress }),
      });
    const controller = new AbortController();
    await caught(BackfillError, () => fill(1, controller.signal, () => controller.abort()));
    expect(await fill(2)).to.include({ written: rowCount - 20, isResumed: true });
  });

  it('stops when its signal aborts while it rests for another try', async () => {
    const passing = {
      postgres: { code: '40P01' },
      mysql: { errno: 1213 },
      sqlite: { code: 'SQLITE_BUSY' },
    };
    const controller = new AbortController();
    const reason = new Error('enough');
    let calls = 0;
    const error = await caught(BackfillError, () =>
      account.backfill(database.knex, {
        name: 'resting',
        where() {
          // Once to settle what the work is, and then in the first batch.
          if ((calls += 1) < 2) return;
          setTimeout(() => controller.abort(reason), 1);
          throw Object.assign(new Error('busy'), passing[dialect]);
        },
        set: () => ({ email: 'x' }),
        signal: controller.signal,
      }),
    );
    expect(error.problems[0]?.code).to.equal('E_BACKFILL_ABORTED');
    expect(error.cause).to.equal(reason);
    await database.knex.schema.dropTable(checkpointTable);
  });

  it('stops between batches when its signal aborts', async () => {
    const { knex } = database;
    const controller = new AbortController();
    const error = await caught(BackfillError, () =>
      account.backfill(knex, {
        batchSize: 10,
        pauseMs: 60_000,
        signal: controller.signal,
        onProgress: () => setTimeout(() => controller.abort(new Error('enough')), 5),
        set: () => ({ hits: 5 }),
      }),
    );
    expect(error.problems[0]?.code).to.equal('E_BACKFILL_ABORTED');
    expect((error.cause as Error).message).to.equal('enough');
    expect(await countOf(knex, 'hits', 5)).to.equal(10);
    await knex.schema.dropTable(checkpointTable);
  });

  it('needs no more memory for more rows', async function () {
    this.timeout(30_000);
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const peakOf = async (count: number): Promise<number> => {
      const { knex } = database;
      await knex('user_account').delete();
      await account.insertMany(
        knex,
        Array.from({ length: count }, (_, index) => ({ id: randomUUID(), username: `u${index}` })),
      );
      let peak = 0;
      await knex.transaction((trx) =>
        account.backfill(trx, {
          batchSize: 500,
          set: (row) => ({ email: `${row.username}@example.com` }),
          onProgress: () => {
            collect();
            peak = Math.max(peak, process.memoryUsage().heapUsed);
          },
        }),
      );
      return peak;
    };
    await peakOf(1_000);
    const [few, many] = [await peakOf(1_000), await peakOf(20_000)];
    // The rows alone take more than 4 MB.
    expect(many - few).to.be.lessThan(1_500_000);
  });

  it('refuses columns that are not declared, keys, and SQL from a function', async () => {
    const codeOf = async (set: object): Promise<string | undefined> =>
      (
        await caught(BackfillError, () =>
          database.knex.transaction((trx) => account.backfill(trx, { set: () => set as never })),
        )
      ).problems[0]?.code;
    expect(await codeOf({ emial: 'x' })).to.equal('E_BACKFILL_COLUMN');
    expect(await codeOf({ id: 'x' })).to.equal('E_BACKFILL_KEY_SET');
    expect(await codeOf({ email: database.knex.raw('1') })).to.equal('E_BACKFILL_VALUE');
    const empty = await caught(BackfillError, () => account.backfill(database.knex, { set: {} }));
    expect(empty.problems[0]?.code).to.equal('E_BACKFILL_EMPTY');
    const key = await caught(BackfillError, () =>
      account.backfill(database.knex, { set: { id: 'x' } }),
    );
    expect(key.problems[0]?.code).to.equal('E_BACKFILL_KEY_SET');
  });

  async function expectFilled(knex: Knex): Promise<void> {
    const rows = (await knex('user_account').select('*')) as {
      username: string;
      email: string;
      hits: number;
    }[];
    expect(rows).to.have.length(rowCount);
    for (const { username, email, hits } of rows) {
      if (email.endsWith('.org')) expect(hits).to.equal(0);
      else expect([email, hits]).to.deep.equal([`${username}@example.com`, 1]);
    }
  }

  async function countOf(knex: Knex, name: string, value: unknown): Promise<number> {
    return (await knex('user_account').where(name, value as string)).length;
  }
});
