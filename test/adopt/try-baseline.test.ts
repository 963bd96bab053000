import { expect } from 'chai';
import type { Knex } from 'knex';
import { tryBaseline } from '../../lib/adopt/try-baseline.ts';
import { readCatalog } from '../../lib/catalog/read-catalog.ts';
import { EpochMigrationSource } from '../../lib/migration/epoch-migration-source.ts';
import { postgres } from '../../lib/testing/databases.ts';
import { databasesOf } from '../support/climbs.ts';
import { createDatabase, describeEachDialect, type TestDatabase } from '../support/databases.ts';

type Up = (knex: Knex) => unknown;

const makes = (knex: Knex): unknown =>
  knex.schema.createTable('t', (table) => void table.integer('x'));

describeEachDialect('tryBaseline', (dialect) => {
  let old: TestDatabase;
  beforeEach(async () => {
    old = await createDatabase(dialect);
    await makes(old.connect());
  });
  afterEach(() => old.drop());

  async function tried(up: Up, database = databasesOf(dialect)) {
    const module = { up, down: async () => {} } as Knex.Migration;
    const modules = { '1700000000_baseline.js': module };
    const source = new EpochMigrationSource({ modules, conventions: false });
    const { config } = old;
    const order = source.list().migrations;
    const trial = await tryBaseline(order, await readCatalog(old.connect()), {
      config: { ...config, migrations: { migrationSource: source } },
      database,
      source,
    });
    return {
      ...trial,
      lines: trial.problems.map(({ code, where, what }) => `${code} ${where} ${what}`),
    };
  }

  it('finds nothing where it makes the same', async () => {
    const { where, lines } = await tried(makes);
    expect(lines).to.deep.equal([]);
    expect(where).to.be.a('string');
  });

  it('tells what it makes otherwise', async () => {
    const { lines } = await tried((knex) =>
      knex.schema.createTable('t', (table) => void table.integer('y')),
    );
    expect(lines.join('\n')).to.match(
      /^E_BASELINE_DIFFERS column t\.x is not the same .*: column t\.x .*y/u,
    );
  });

  it('tells where it fails', async () => {
    const { lines } = await tried((knex) => knex.raw('select no_such_thing'));
    expect(lines).to.have.length(1);
    expect(lines[0])
      .to.include('E_BASELINE_FAILS 1700000000_baseline.js')
      .and.include('no_such_thing');
  });

  it('tells where it does not load', async () => {
    const { lines } = await tried('none' as unknown as Up);
    expect(lines).to.have.length(1);
    expect(lines[0]).to.include('E_BASELINE_FAILS').and.include('exports no function up');
  });

  if (dialect === 'postgres') {
    for (const [url, code] of [
      ['postgres://nobody@127.0.0.1:1/x', 'E_DATABASE_SERVER'],
      ['no url', 'E_DATABASE_URL'],
    ] as const) {
      it(`says that there was no database to try it in (${url})`, async () => {
        const { where, problems } = await tried(makes, postgres({ url }));
        expect(where).to.equal(null);
        expect(problems.map((problem) => problem.code)).to.deep.equal([code]);
      });
    }
  }
});
