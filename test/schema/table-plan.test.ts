import { expect } from 'chai';
import knexModule, { type Knex } from 'knex';
import { defaultNaming } from '../../lib/naming/convention.ts';
import { ConventionError } from '../../lib/schema/convention-error.ts';
import { withNaming } from '../support/with-naming.ts';

const clients = { postgres: 'pg', sqlite: 'better-sqlite3', mysql: 'mysql2' } as const;

/** Which calls make which names; test/schema/traps builds each of them. */
for (const [dialect, client] of Object.entries(clients)) {
  describe(`planTable [${dialect}]`, () => {
    const knex = knexModule({ client, useNullAsDefault: true });
    const schema = (naming = defaultNaming): Knex.SchemaBuilder =>
      withNaming(knex, { naming }).schema;

    /** Names in the order of the SQL. */
    const namesOf = (builder: Knex.SchemaBuilder): string[] =>
      [...builder.toString().matchAll(/[`"](?<name>(?:pk|fk|uq|ix|ck)_[^`"]*)[`"]/gu)]
        .map(({ groups }) => groups?.['name'] ?? '')
        .toSorted();

    it('names by column, and by table, alike', () => {
      const byColumn = schema().createTable('t', (table) => {
        table.integer('id').primary();
        table.integer('a').unique();
        table.integer('b').index();
        table.integer('c').references('id').inTable('t');
      });
      const byTable = schema().createTable('t', (table) => {
        table.integer('id');
        table.integer('a');
        table.integer('b');
        table.integer('c');
        table.primary(['id']);
        table.unique(['a']);
        table.index(['b']);
        table.foreign('c').references('id').inTable('t');
      });
      expect(namesOf(byColumn)).to.deep.equal([
        'fk__t__c__t',
        'ix__t__b',
        ...(dialect === 'mysql' ? [] : ['pk__t']),
        'uq__t__a',
      ]);
      expect(namesOf(byTable)).to.deep.equal(namesOf(byColumn));
    });

    it('names by the arguments of each form of a call', () => {
      const builder = schema().createTable('t', (table) => {
        table.unique(['a'], 'uq_text');
        table.unique(['b'], { indexName: 'uq_option' });
        table.index(['a'], 'ix_text');
        table.index(['b'], 'ix_option', { storageEngineIndexType: 'btree' });
        table.foreign('a', 'fk_text').references('id').inTable('t');
        table.foreign('b').references('id').inTable('t').withKeyName('fk_option');
      });
      expect(namesOf(builder)).to.deep.equal([
        'fk_option',
        'fk_text',
        'ix_option',
        'ix_text',
        'uq_option',
        'uq_text',
      ]);
    });

    it('names the automatic checks by column and kind', () => {
      const builder = schema().createTable('t', (table) => {
        table.integer('a').checkPositive();
        table.integer('b').checkNegative();
        table.integer('c').checkIn(['1']);
        table.integer('d').checkNotIn(['1']);
        table.integer('e').checkBetween([1, 2]);
        table.string('f').checkLength('>', 1);
        table.string('g').checkRegex('x');
        table.integer('h').checkPositive('given');
      });
      expect(namesOf(builder)).to.deep.equal([
        'ck__t__a_positive',
        'ck__t__b_negative',
        'ck__t__c_in',
        'ck__t__d_not_in',
        'ck__t__e_between',
        'ck__t__f_length',
        'ck__t__g_regex',
        'ck__t__given',
      ]);
    });

    it('leaves kinds without a template as they are', () => {
      const described = (table: Knex.CreateTableBuilder): void => {
        table.increments('id');
        table.integer('a').unique().index();
        table.integer('b').references('id').inTable('u');
        table.enu('c', ['x']);
        table.check('a > 0');
      };
      expect(schema({}).createTable('t', described).toString()).to.equal(
        knex.schema.createTable('t', described).toString(),
      );
    });

    it('leaves what the callback was given as it was: each compilation is the first', () => {
      const options = { indexName: 'uq_mine', storageEngineIndexType: 'btree' } as const;
      const columns = ['a', 'b'];
      const builder = schema().createTable('t', (table) => {
        for (const column of columns) table.integer(column);
        table.unique(columns, options);
        table.primary(columns);
      });
      const first = builder.toString();
      expect(builder.toString()).to.equal(first);
      expect(options).to.deep.equal({ indexName: 'uq_mine', storageEngineIndexType: 'btree' });
      expect(columns).to.deep.equal(['a', 'b']);
    });

    it('tells all that is wrong with a table in the order of its calls', () => {
      const builder = schema().createTable('t', (table) => {
        table.increments('id');
        table.specificType('a', 'int unique');
        table.foreign('b');
        table.check('c > 0');
        table.index(['d'], 'x'.repeat(65));
      });
      let problems: readonly string[] = [];
      try {
        builder.toSQL();
      } catch (error) {
        if (!(error instanceof ConventionError)) throw error;
        problems = error.problems.map(({ code, where }) => `${code} ${where}`);
      }
      expect(problems).to.include.members([
        "E_INLINE_CONSTRAINT t, specificType('a')",
        'E_FOREIGN_KEY_TABLE t, foreign(b)',
        'E_NAME_MISSING t, check(c > 0)',
      ]);
      expect(problems).to.have.length(dialect === 'sqlite' ? 3 : 4);
    });
  });
}
