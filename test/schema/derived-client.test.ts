import { expect } from 'chai';
import knexModule, { type Knex } from 'knex';
import { defaultNaming } from '../../lib/naming/convention.ts';
import { postgres } from '../../lib/dialect/postgres.ts';
import { baseClient, deriveClient } from '../../lib/schema/derived-client.ts';
import { ConventionError } from '../../lib/schema/convention-error.ts';
import type { ClientInternals } from '../../lib/schema/knex-internals.ts';

describe('deriveClient', () => {
  const { client: base } = knexModule({ client: 'pg' }) as { client: ClientInternals };
  const config = {
    dialect: postgres,
    naming: defaultNaming,
    namings: [defaultNaming],
    comments: undefined,
    migration: undefined,
  };
  const derived = deriveClient(base, config);

  const schemaOf = (client: ClientInternals): Knex.SchemaBuilder => client.schemaBuilder();
  const sqlOf = (builder: Knex.SchemaBuilder): string => builder.toString();
  const unique = (table: Knex.TableBuilder): void => {
    table.integer('a').unique();
  };

  it('inherits all of its base but what builds a schema', () => {
    expect(Object.getPrototypeOf(derived)).to.equal(base);
    expect(Object.keys(derived).toSorted()).to.deep.equal([
      'columnBuilder',
      'columnCompiler',
      'runner',
      'schemaCompiler',
      'tableBuilder',
      'tableCompiler',
    ]);
  });

  it('changes neither its base nor the classes of Knex', () => {
    const prototypes = [base, base.tableCompiler, base.columnCompiler].map((of) =>
      Object.getOwnPropertyNames(Object.getPrototypeOf(of)),
    );
    expect(sqlOf(schemaOf(derived).createTable('t', unique))).to.include('uq__t__a');
    expect(sqlOf(schemaOf(base).createTable('t', unique))).to.include('t_a_unique');
    expect(
      [base, base.tableCompiler, base.columnCompiler].map((of) =>
        Object.getOwnPropertyNames(Object.getPrototypeOf(of)),
      ),
    ).to.deep.equal(prototypes);
  });

  it('is told apart from its base', () => {
    expect(baseClient(derived)).to.equal(base);
    expect(baseClient(base)).to.equal(base);
  });

  it('finds what is wrong with all tables of a builder in one error', () => {
    const builder = schemaOf(derived)
      .createTable('t', (table) => table.check('a > 0'))
      .createTable('u', unique)
      .alterTable('v', (table) => table.check('b > 0'));
    let error: unknown;
    try {
      builder.toSQL();
    } catch (thrown) {
      error = thrown;
    }
    expect(error).to.be.instanceOf(ConventionError);
    expect((error as ConventionError).problems.map(({ where }) => where)).to.deep.equal([
      't, check(a > 0)',
      'v, check(b > 0)',
    ]);
  });

  it('compiles a builder anew after one that failed', () => {
    const failing = schemaOf(derived).createTable('t', () => {
      throw new Error('by the callback');
    });
    expect(() => failing.toSQL()).to.throw('by the callback');
    expect(sqlOf(schemaOf(derived).createTable('t', unique))).to.include('uq__t__a');
  });

  it('compiles a builder within the callback of another', () => {
    let inner = '';
    const outer = sqlOf(
      schemaOf(derived).createTable('t', (table) => {
        unique(table);
        inner = sqlOf(schemaOf(deriveClient(base, config)).createTable('t', unique));
      }),
    );
    expect(inner).to.equal(outer);
  });

  it('knows the methods that a project has added to the builders of Knex', () => {
    const name = 'stairwayTestColumn';
    knexModule.TableBuilder.extend(name, function (this: Knex.TableBuilder) {
      this.integer('added').unique();
      return this;
    });
    try {
      const builder = schemaOf(derived).createTable('t', (table) => {
        (table as unknown as Record<typeof name, () => void>)[name]();
      });
      expect(sqlOf(builder)).to.include('uq__t__added');
    } finally {
      const { constructor } = base.tableBuilder('create', 't', null, () => {});
      Reflect.deleteProperty(constructor.prototype as object, name);
    }
  });
});
