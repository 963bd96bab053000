import { expect } from 'chai';
import knexModule, { type Knex } from 'knex';
import type { DialectName } from '../../lib/dialect/dialect.ts';
import { verbatim } from '../../lib/naming/verbatim.ts';
import { withNaming } from '../support/with-naming.ts';
import { createProject, root } from '../support/project.ts';
import { byHand, everywhere, somewhere, type Build } from '../support/schema-builds.ts';

const clients = [
  { dialect: 'sqlite', client: 'better-sqlite3' },
  { dialect: 'postgres', client: 'pg' },
  { dialect: 'mysql', client: 'mysql2' },
] as const satisfies readonly { dialect: DialectName; client: string }[];

interface Statement {
  readonly sql: string;
  readonly bindings?: readonly unknown[];
}

interface Sent {
  readonly sql: string;
  readonly bindings: readonly unknown[];
  readonly functions: number;
}

/** What a schema builder would send: functions that look at answers show as such. */
function statementsOf(builder: unknown): Sent[] {
  const { toSQL } = builder as { toSQL(): Statement[] };
  return toSQL.call(builder).map(({ sql, bindings = [], ...rest }) => ({
    sql,
    bindings: [...bindings],
    functions: Object.entries(rest).filter(([, value]) => typeof value === 'function').length,
  }));
}

/** Where nothing tells whether there is a touch trigger, PostgreSQL is asked behind a drop. */
const sweeps = ({ sql }: Sent): boolean => sql.startsWith('drop table ');
const asksForTriggers = ({ sql }: Sent): boolean => sql.includes('from pg_trigger');

/** What a wrapped schema sends but for what it asks for triggers. */
function ownStatementsOf(builder: unknown, dialect: DialectName): Sent[] {
  const all = statementsOf(builder);
  if (dialect !== 'postgres') return all;
  return all
    .filter((sent) => !asksForTriggers(sent))
    .map((sent) => ({
      sql: sent.sql,
      bindings: sent.bindings,
      functions: sweeps(sent) ? 0 : sent.functions,
    }));
}

for (const { dialect, client } of clients) {
  describe(`the SQL of a wrapped schema [${dialect}]`, () => {
    const knex = knexModule({ client, useNullAsDefault: true });
    const wrapped = withNaming(knex);
    const unnamed = { ...everywhere, ...somewhere[dialect] };
    const isSqlite = dialect === 'sqlite';

    for (const [title, build] of Object.entries(unnamed)) {
      it(`is that of plain Knex for ${title}`, () => {
        const plain = statementsOf(build(knex.schema, knex));
        expect(plain).to.not.deep.equal([]);
        for (const builder of [
          build(wrapped.schema, wrapped),
          build(withNaming(knex.schema), knex),
        ]) {
          expect(ownStatementsOf(builder, dialect)).to.deep.equal(plain);
        }
      });

      it(`is the same text by toString(), and the second time, for ${title}`, () => {
        const builder = build(wrapped.schema, wrapped);
        const text = String(builder)
          .split(';\n')
          .filter((sql) => !sql.includes('from pg_trigger'));
        expect(text.join(';\n')).to.equal(String(build(knex.schema, knex)));
        expect(statementsOf(builder)).to.deep.equal(statementsOf(builder));
      });
    }

    for (const [title, build] of Object.entries(byHand)) {
      it(`is that of plain Knex with the same names for ${title}`, () => {
        const mark = dialect === 'postgres' ? '"' : '`';
        const plain = statementsOf(build((name) => `${mark}${name}${mark}`)(knex.schema, knex));
        expect(plain).to.not.deep.equal([]);
        const named = statementsOf(build(verbatim)(wrapped.schema, wrapped));
        expect(named).to.deep.equal(plain);
      });
    }

    it('is that of plain Knex for renames, where names are not carried along', () => {
      const build: Build = (schema) => {
        void schema.renameTable('a', 'b');
        return schema.alterTable('b', (table) => table.renameColumn('c', 'd'));
      };
      const still = withNaming(knex, { carryNames: false });
      expect(statementsOf(build(still.schema, still))).to.deep.equal(
        statementsOf(build(knex.schema, knex)),
      );
    });

    it('is that of plain Knex for all that a convention of no kind names', () => {
      const build: Build = (schema) =>
        schema.createTable('t', (table) => {
          table.increments('id');
          table.integer('a').unique().index();
          table.integer('b').references('id').inTable('r');
          if (!isSqlite) table.integer('c').checkPositive();
        });
      const without = withNaming(knex, { naming: false });
      expect(statementsOf(build(without.schema, without))).to.deep.equal(
        statementsOf(build(knex.schema, knex)),
      );
    });

    it('leaves queries alone', () => {
      const build = (of: Knex): string =>
        String(of('t').insert({ a: 1 })) +
        String(of.select('a').from('t').where('b', '?')) +
        String(of.raw('select ??', ['a']));
      expect(build(wrapped)).to.equal(build(knex));
    });
  });
}

describe('a wrapped schema of PostgreSQL', () => {
  const { schema } = withNaming(knexModule({ client: 'pg' }));

  it('asks for triggers once before it drops columns of a table, and once behind a drop of one', () => {
    const sent = statementsOf(
      schema
        .alterTable('t', (table) => table.dropColumns('a', 'b'))
        .dropTable('t')
        .createTable('u', (table) => table.integer('a'))
        .alterTable('u', (table) => table.integer('b')),
    );
    expect(sent.filter(asksForTriggers)).to.have.length(1);
    expect(sent.map(({ functions }) => functions)).to.deep.equal([1, 0, 1, 0, 0]);
  });
});

describe('Knex, when the wrapper is loaded and used', () => {
  it('has all properties of all its prototypes as before', async () => {
    const project = createProject({}, ['tsx']);
    try {
      const probe = `${root}test/support/patch-probe.ts`;
      const { output, stdout, code } = await project.node(['--import', 'tsx', probe]);
      expect(code, output).to.equal(0);
      const found = JSON.parse(stdout) as { prototypes: number };
      expect(found.prototypes).to.be.greaterThan(20);
      expect(found).to.deep.include({ added: 0, changed: [] });
    } finally {
      project.remove();
    }
  });
});
