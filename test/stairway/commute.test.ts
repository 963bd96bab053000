import { expect } from 'chai';
import type { Knex } from 'knex';
import { FileMigrationSource } from '../../lib/source/file-migration-source.ts';
import { commute, type Commutation, type CommuteOptions } from '../../lib/stairway/commute.ts';
import { mysql, postgres, sqlite } from '../../lib/testing/databases.ts';
import { describeEachDialect } from '../support/databases.ts';
import { useProjects } from '../support/migrations.ts';

const clients = { sqlite: 'better-sqlite3', postgres: 'pg', mysql: 'mysql2' } as const;

describeEachDialect('commute', (dialect) => {
  const createProject = useProjects();

  const sound = "await schema.createTable('t', (t) => { t.integer('x'); t.integer('y'); });";

  /** Tries `base, b, c` and `base, c, b`. */
  async function tryBoth(b: string, c: string): Promise<string[]> {
    const { problems } = await tryOrders(sound, b, c);
    return problems.map(({ code, where, what }) => `${code} ${where} ${what}`);
  }

  /** The same, with a copy of what is applied in the place of `base` where that fails. */
  async function tryOrders(
    base: string,
    b: string,
    c: string,
    applied?: CommuteOptions['applied'],
  ): Promise<Commutation> {
    const step = (body: string): string =>
      `exports.up = async ({ schema }) => { ${body} }; exports.down = async () => {};`;
    const { folder } = createProject({
      '1500000000_a.cjs': step(base),
      '1500000001_b.cjs': step(b),
      '1500000002_c.cjs': step(c),
    });
    const source = new FileMigrationSource({ directory: folder });
    const [first, second, third] = source.list().migrations;
    const orders = [
      [first, second, third],
      [first, third, second],
    ].map((order) => order.filter((file) => file !== undefined));
    const database = { sqlite, postgres, mysql }[dialect]();
    const config = { client: clients[dialect], useNullAsDefault: true };
    return commute({ config, database, source, orders, applied });
  }

  it('finds nothing where the order makes no difference', async () => {
    expect(
      await tryBoth(
        "await schema.alterTable('t', (t) => { t.index('x'); });",
        "await schema.createTable('u', (t) => { t.integer('x'); });",
      ),
    ).to.deep.equal([]);
  });

  it('finds two that add a column each', async () => {
    const [problem, other] = await tryBoth(
      "await schema.alterTable('t', (t) => { t.integer('b'); });",
      "await schema.alterTable('t', (t) => { t.integer('c'); });",
    );
    expect(problem).to.match(
      /^E_ORDER_MATTERS 1500000001_b\.cjs, 1500000002_c\.cjs make another schema/u,
    );
    expect(other).to.equal(undefined);
  });

  it('finds one that cannot run before the other', async () => {
    const problems = await tryBoth(
      "await schema.createTable('u', (t) => { t.integer('x'); });",
      "await schema.alterTable('u', (t) => { t.index('x'); });",
    );
    expect(problems).to.have.length(1);
    expect(problems[0]).to.match(
      /^E_ORDER_MATTERS 1500000002_c\.cjs fails behind 1500000000_a\.cjs/u,
    );
  });

  it('begins with a copy of what is applied where that does not run any more', async () => {
    const broken = "throw new Error('the table of 2019 is gone');";
    const add = (column: string): string =>
      `await schema.alterTable('t', (t) => { t.integer('${column}'); });`;
    const lost = await tryOrders(broken, add('b'), add('c'));
    expect(lost.problems.map(({ code, where }) => `${code} ${where}`)).to.deep.equal([
      'E_MIGRATION_FAILED 1500000000_a.cjs',
    ]);
    const make = async (knex: Knex): Promise<void> => {
      await knex.schema.createTable('t', (table) => void table.integer('x'));
    };
    const { problems, isCopied } = await tryOrders(broken, add('b'), add('c'), { count: 1, make });
    expect(isCopied).to.equal(true);
    expect(problems.map(({ code }) => code)).to.deep.equal(['E_ORDER_MATTERS']);
    // Of what an order exchanges no copy can tell how it was before.
    const exchanged = await tryOrders(broken, add('b'), add('c'), { count: 2, make });
    expect(exchanged.problems.map(({ code }) => code)).to.deep.equal(['E_MIGRATION_FAILED']);
  });
});
