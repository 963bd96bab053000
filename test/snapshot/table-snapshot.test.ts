import { expect } from 'chai';
import { column } from '../../lib/snapshot/column.ts';
import { tableSnapshot } from '../../lib/snapshot/table-snapshot.ts';
import { BackfillError } from '../../lib/snapshot/snapshot-error.ts';
import { describeEachDialect } from '../support/databases.ts';
import { caught } from '../support/migrations.ts';
import { useSchemaDatabase } from '../support/schema-database.ts';

// Knex asks for the name of a primary key without one, too.
const snake = (name: string | undefined): string =>
  (name ?? '').replaceAll(/[A-Z]/gu, (c) => `_${c.toLowerCase()}`);

describeEachDialect('tableSnapshot', (dialect) => {
  const database = useSchemaDatabase(dialect);

  it('gets on with wrapIdentifier and postProcessResponse', async () => {
    const knex = database.test.connect({
      wrapIdentifier: (name, wrap) => wrap(snake(name)),
      postProcessResponse: (result: unknown) =>
        Array.isArray(result) ? result.map(camel) : result,
    });
    await knex.schema.createTable('userAccount', (table) => {
      table.integer('userId').primary();
      table.string('firstName').notNullable();
      table.string('nickName');
    });
    const account = tableSnapshot('userAccount', {
      userId: column.integer(),
      firstName: column.text(),
      nickName: column.text().nullable(),
    });
    await account.insertMany(knex, [
      { userId: 1, firstName: 'Ada' },
      { userId: 2, firstName: 'Bob', nickName: 'b' },
    ]);
    for (const target of [knex, undefined]) {
      const set = (row: { firstName: string }): { nickName: string } => ({
        nickName: `${row.firstName}!`,
      });
      const fill = account.backfill.bind(account);
      if (target === undefined) await knex.transaction((trx) => fill(trx, { set }));
      else await fill(knex, { where: (q) => q.whereNull('nickName'), set });
    }
    expect(await account.query(knex).orderBy('userId')).to.deep.equal([
      { userId: 1, firstName: 'Ada', nickName: 'Ada!' },
      { userId: 2, firstName: 'Bob', nickName: 'Bob!' },
    ]);
  });

  it('inserts many rows in batches, all or none', async () => {
    const { knex } = database;
    await knex.schema.createTable('entry', (table) => {
      table.integer('id').primary();
      table.string('state').notNullable().defaultTo('new');
      table.json('data');
    });
    const entry = tableSnapshot('entry', {
      id: column.integer(),
      state: column.text(),
      data: column.json<unknown>().nullable(),
    });
    function* rows(): Generator<{ id: number; state?: string; data?: unknown }> {
      for (let id = 1; id <= 1_203; id += 1)
        yield id % 2 === 0 ? { id } : { id, state: 'old', data: [id, { x: "it's" }] };
    }
    expect(await entry.insertMany(knex, rows(), { batchSize: 100 })).to.equal(1_203);
    expect(await entry.query(knex).where('state', 'new')).to.have.length(601);
    const twice = [{ id: 5_000 }, { id: 1 }];
    const failed: unknown = await entry.insertMany(knex, twice, { batchSize: 1 }).catch((e) => e);
    expect(failed).to.be.instanceOf(Error);
    expect(await entry.query(knex).where('id', 5_000)).to.deep.equal([]);
  });

  it('takes more columns than the snapshot declares, as many rows a statement as that allows', async () => {
    const { knex } = database;
    const others = Array.from({ length: 99 }, (_, index) => `c${index}`);
    await knex.schema.createTable('wide', (table) => {
      table.integer('id').primary();
      for (const name of others) table.integer(name);
    });
    const wide = tableSnapshot('wide', { id: column.integer() });
    const rows = Array.from({ length: 1_000 }, (_, id) =>
      Object.fromEntries([['id', id], ...others.map((name) => [name, id])]),
    );
    expect(await wide.insertMany(knex, rows as { id: number }[])).to.equal(1_000);
    expect(await knex('wide').where('c98', knex.ref('id'))).to.have.length(1_000);
  });

  it('refuses to copy nothing', async () => {
    const { knex } = database;
    await knex.schema.createTable('lone', (table) => void table.integer('id').primary());
    const lone = tableSnapshot('lone', { id: column.integer() });
    const error = await caught(BackfillError, () => lone.copyRows(knex, lone, { columns: {} }));
    expect(error.problems[0]).to.include({
      code: 'E_BACKFILL_EMPTY',
      where: 'lone from lone',
      what: 'would be copied without a column',
    });
  });

  it('copies rows of another table in batches', async () => {
    const { knex } = database;
    await knex.schema.createTable('archive', (table) => {
      table.increments('key');
      table.integer('entry').notNullable();
      table.string('note').notNullable();
    });
    const entry = tableSnapshot('entry', { id: column.integer(), state: column.text() });
    const archive = tableSnapshot('archive', { entry: column.integer(), note: column.text() });
    for (const run of [
      (work: (k: typeof knex) => Promise<unknown>) => knex.transaction((trx) => work(trx)),
      (work: (k: typeof knex) => Promise<unknown>) => work(knex),
    ]) {
      await knex('archive').delete();
      const seen: number[] = [];
      await run((target) =>
        archive.copyRows(target, entry, {
          columns: { entry: 'id', note: knex.raw('upper(state)') },
          where: (q) => q.where('state', 'old'),
          batchSize: 100,
          onProgress: ({ done, total }) => void seen.push(done, total),
        }),
      );
      expect(await archive.query(knex).where('note', 'OLD')).to.have.length(602);
      expect(seen.slice(-2)).to.deep.equal([602, 602]);
    }
  });

  function camel(row: unknown): unknown {
    if (typeof row !== 'object' || row === null) return row;
    return Object.fromEntries(
      Object.entries(row).map(([name, value]) => [
        name.replaceAll(/_(?<letter>[a-z])/gu, (_, letter: string) => letter.toUpperCase()),
        value,
      ]),
    );
  }
});
