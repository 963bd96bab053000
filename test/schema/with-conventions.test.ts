import { expect } from 'chai';
import knexModule, { type Knex } from 'knex';
import { OptionsError } from '../../lib/errors.ts';
import { ConventionError } from '../../lib/schema/convention-error.ts';
import { applyConventions, withConventions } from '../../lib/schema/with-conventions.ts';
import { settleConventions } from '../../lib/schema/conventions.ts';
import { readConstraintNames } from '../support/constraint-names.ts';
import { createDatabase, describeEachDialect, type TestDatabase } from '../support/databases.ts';
import { caught } from '../support/migrations.ts';
import { namingOnly } from '../support/with-naming.ts';

const short = { ...namingOnly, naming: { uq: 'u_%(table_name)s' } };
const other = { ...namingOnly, naming: { uq: 'other_%(table_name)s' } };

function unique(table: Knex.TableBuilder): void {
  table.integer('a').unique();
}

describeEachDialect('withConventions', (dialect) => {
  let database: TestDatabase;
  let plain: Knex;
  beforeEach(async () => {
    database = await createDatabase(dialect);
    plain = database.connect();
  });
  afterEach(() => database.drop());

  const namesOf = (): Promise<string[]> => readConstraintNames(plain, dialect);

  it('wraps a Knex', async () => {
    await withConventions(plain, short).schema.createTable('t', unique);
    expect(await namesOf()).to.deep.equal(['t uq u_t']);
  });

  it('wraps a schema builder', async () => {
    await withConventions(plain.schema, short).createTable('t', unique);
    expect(await namesOf()).to.deep.equal(['t uq u_t']);
  });

  it('wraps a schema builder with all that it was told before', async () => {
    const told = plain.schema.createTable('t', unique);
    await withConventions(told, short).createTable('u', unique);
    expect(await namesOf()).to.deep.equal(['t uq u_t', 'u uq u_u']);
  });

  it('leaves the builder that it wraps as it was', async () => {
    const told = plain.schema.createTable('t', unique);
    void withConventions(told, short).createTable('u', unique);
    await told;
    expect(await namesOf()).to.deep.equal(['t uq t_a_unique']);
  });

  it('wraps a transaction', async () => {
    await plain.transaction(async (trx) => {
      await withConventions(trx, short).schema.createTable('t', unique);
    });
    expect(await namesOf()).to.deep.equal(['t uq u_t']);
  });

  it('hands the same types on: what it returns is called, queried and destroyed as before', async () => {
    const knex = withConventions(plain, short);
    await knex.schema.createTable('t', unique);
    await knex('t').insert({ a: 1 });
    expect(await knex.select('a').from('t').first()).to.deep.equal({ a: 1 });
    expect(await knex.schema.hasTable('t')).to.equal(true);
    expect(await knex.schema.hasColumn('t', 'b')).to.equal(false);
    expect(String(knex('t').select('a'))).to.equal(String(plain('t').select('a')));
    expect(knex.client).to.have.property('pool', (plain.client as { pool: unknown }).pool);
  });

  it('leaves the Knex that it wraps, and every other of the process, as they are', async () => {
    const another = database.connect();
    const before = [plain.client as unknown, Object.getPrototypeOf(plain.client) as unknown];
    withConventions(plain, short);
    expect([plain.client, Object.getPrototypeOf(plain.client)]).to.deep.equal(before);
    await plain.schema.createTable('t', unique);
    await another.schema.createTable('u', unique);
    expect(await namesOf()).to.deep.equal(['t uq t_a_unique', 'u uq u_a_unique']);
  });

  it('replaces the conventions of what was wrapped before', async () => {
    const twice = withConventions(withConventions(plain, short), other);
    await twice.schema.createTable('t', unique);
    await withConventions(withConventions(plain, short).schema, other).createTable('u', unique);
    await withConventions(plain, short).transaction(async (trx) => {
      await withConventions(trx, other).schema.createTable('v', unique);
    });
    expect(await namesOf()).to.deep.equal(['t uq other_t', 'u uq other_u', 'v uq other_v']);
  });

  it('gives Knex its names back with naming: false', async () => {
    const undone = withConventions(withConventions(plain, short), { ...namingOnly, naming: false });
    await undone.schema.createTable('t', (table) => {
      table.increments('id');
      unique(table);
      table.integer('b').index('by_b');
    });
    expect(await namesOf()).to.include.members(['t ix by_b', 't uq t_a_unique']);
  });

  it('names by a template what has one, and leaves Knex the rest', async () => {
    await withConventions(plain, short).schema.createTable('t', (table) => {
      unique(table);
      table.integer('b').index();
    });
    expect(await namesOf()).to.deep.equal(['t ix t_b_index', 't uq u_t']);
  });

  it('sends nothing of a builder that breaks the conventions, and tells the migration', async () => {
    const config = settleConventions(namingOnly);
    const error = await caught(ConventionError, () =>
      applyConventions(plain, config, '1728372261_a.ts, up')
        .schema.createTable('t', unique)
        .alterTable('t', (table) => void table.check('a > 0')),
    );
    expect(error.code).to.equal('E_CONVENTION');
    expect(error.migration).to.equal('1728372261_a.ts, up');
    expect(error.message).to.equal(
      [
        'The schema of 1728372261_a.ts, up breaks the conventions (1 problem); nothing of it was sent.',
        '',
        '  t, check(a > 0)',
        '    has no name, and the template of the convention (ck) makes one of it',
        "    → Name what it holds to: table.check('…', [], 'price_positive').",
      ].join('\n'),
    );
    expect(await plain.schema.hasTable('t')).to.equal(false);
  });

  it('gives each attempt of a builder the same names', async () => {
    const builder = withConventions(plain, short).schema.createTable('t', unique);
    const first = String(builder);
    expect(String(builder)).to.equal(first);
    await builder;
    expect(String(builder)).to.equal(first);
    expect(await namesOf()).to.deep.equal(['t uq u_t']);
  });

  it('refuses conventions that cannot be meant, as it is called', async () => {
    await caught(OptionsError, () => withConventions(plain, { naming: { uq: '%(tabel_name)s' } }));
  });
});

describe('withConventions', () => {
  for (const client of ['mssql', 'cockroachdb', 'redshift']) {
    it(`leaves ${client} to plain Knex`, () => {
      const knex = knexModule({ client });
      const sql = (target: Knex): string => target.schema.createTable('t', unique).toString();
      expect(sql(withConventions(knex))).to.equal(sql(knex));
      expect(withConventions(knex.schema).createTable('t', unique).toString()).to.equal(sql(knex));
    });
  }

  it('wraps a Knex that is connected to nothing', () => {
    const knex = withConventions(knexModule({ client: 'pg' }), short);
    expect(knex.schema.createTable('t', unique).toString()).to.include('constraint "u_t" unique');
  });
});
