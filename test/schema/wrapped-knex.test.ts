import { expect } from 'chai';
import type { Knex } from 'knex';
import { withNaming } from '../support/with-naming.ts';
import { readConstraintNames } from '../support/constraint-names.ts';
import { createDatabase, describeEachDialect, type TestDatabase } from '../support/databases.ts';
import { caught } from '../support/migrations.ts';

const naming = { naming: { uq: 'u_%(table_name)s' } };

describeEachDialect('a wrapped Knex', (dialect) => {
  let database: TestDatabase;
  let plain: Knex;
  let knex: Knex;
  beforeEach(async () => {
    database = await createDatabase(dialect);
    plain = database.connect({ log: { warn: () => {} } });
    knex = withNaming(plain, naming);
  });
  afterEach(() => database.drop());

  const create = (of: Knex, table: string): Knex.SchemaBuilder =>
    of.schema.createTable(table, (described) => {
      described.integer('a').unique();
    });

  const namesOf = (): Promise<string[]> => readConstraintNames(plain, dialect);

  it('wraps the transaction that a callback is given', async () => {
    const result = await knex.transaction(async (trx) => {
      await create(trx, 't');
      return 'done';
    });
    expect(result).to.equal('done');
    expect(await namesOf()).to.deep.equal(['t uq u_t']);
  });

  it('hands the options of a transaction on', async () => {
    await knex.transaction(async (trx) => create(trx, 't'), { isolationLevel: 'serializable' });
    expect(await namesOf()).to.deep.equal(['t uq u_t']);
  });

  it('wraps the transaction that is promised', async () => {
    const trx = await knex.transaction();
    expect(trx.isTransaction).to.equal(true);
    await create(trx, 't');
    await trx.commit();
    expect(trx.isCompleted()).to.equal(true);
    expect(await namesOf()).to.deep.equal(['t uq u_t']);
  });

  it('wraps the transaction of a provider, which is one and the same', async () => {
    const provide = knex.transactionProvider();
    const trx = await provide();
    expect(await provide()).to.equal(trx);
    await create(trx, 't');
    await trx.commit();
    expect(await namesOf()).to.deep.equal(['t uq u_t']);
  });

  it('wraps a transaction within a transaction, and a savepoint', async () => {
    await knex.transaction(async (trx) => {
      await trx.transaction(async (nested) => create(nested, 't'));
      await trx.savepoint(async (nested) => {
        await create(nested, 'u');
      });
      const started = await trx.transaction();
      await create(started, 'v');
      await started.commit();
    });
    expect(await namesOf()).to.deep.equal(['t uq u_t', 'u uq u_u', 'v uq u_v']);
  });

  it('rolls back what is thrown in a transaction', async () => {
    const error = await caught(Error, () =>
      knex.transaction(async (trx) => {
        await create(trx, 't');
        throw new Error('undo');
      }),
    );
    expect(error.message).to.equal('undo');
    // MySQL commits at each change of the schema.
    expect(await plain.schema.hasTable('t')).to.equal(dialect === 'mysql');
  });

  it('wraps a Knex of other user parameters', async () => {
    const own = knex.withUserParams({ who: 'me' });
    expect(own.userParams).to.deep.equal({ who: 'me' });
    await create(own, 't');
    expect(await namesOf()).to.deep.equal(['t uq u_t']);
  });

  it('has what a Knex has, and nothing that a transaction only has', async () => {
    expect('savepoint' in knex).to.equal('savepoint' in plain);
    expect((knex as { savepoint?: unknown }).savepoint).to.equal(
      (plain as { savepoint?: unknown }).savepoint,
    );
    expect(Object.keys(knex)).to.deep.equal(Object.keys(plain));
  });

  it('raises the events of the original for what its schema sends', async () => {
    const sent: string[] = [];
    plain.on('query', ({ sql }: { sql: string }) => sent.push(sql));
    await create(knex, 't');
    expect(sent.some((sql) => sql.includes('u_t'))).to.equal(true);
  });

  it('raises the events of a schema builder', async () => {
    const sent: string[] = [];
    const builder = create(knex, 't') as Knex.SchemaBuilder & Pick<Knex, 'on'>;
    await builder.on('query', ({ sql }: { sql: string }) => sent.push(sql));
    expect(sent.some((sql) => sql.startsWith('create table'))).to.equal(true);
  });

  it('runs raw SQL, views and all else that the schema has', async () => {
    await create(knex, 't');
    await knex.schema.createView('v', (view) => {
      view.columns(['a']);
      view.as(knex('t').select('a'));
    });
    await knex.schema.raw('insert into t values (1)');
    expect(await knex('v')).to.deep.equal([{ a: 1 }]);
    await knex.schema.dropView('v').dropTable('t');
    expect(await plain.schema.hasTable('t')).to.equal(false);
  });

  it('sets a property on the original', () => {
    const target = knex as Knex & { note?: string };
    target.note = 'x';
    expect((plain as Knex & { note?: string }).note).to.equal('x');
  });

  it('destroys the pool that it shares', async () => {
    await withNaming(database.connect()).destroy();
  });
});
