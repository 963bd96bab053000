import { expect } from 'chai';
import type { Knex } from 'knex';
import { withNaming } from '../support/with-naming.ts';
import { readConstraintNames } from '../support/constraint-names.ts';
import { createDatabase, describeEachDialect, type TestDatabase } from '../support/databases.ts';
import { caught } from '../support/migrations.ts';

describeEachDialect(
  'a wrapped schema of PostgreSQL',
  (dialect) => {
    let database: TestDatabase;
    let plain: Knex;
    let knex: Knex;
    beforeEach(async () => {
      database = await createDatabase(dialect);
      plain = database.connect();
      knex = withNaming(plain);
    });
    afterEach(() => database.drop());

    async function namesIn(schema: string): Promise<string[]> {
      const { rows } = await plain.raw<{ rows: { conname: string }[] }>(
        `select conname from pg_constraint
        join pg_namespace on pg_namespace.oid = connamespace
        where nspname = ? and contype <> 'n' order by conname`,
        [schema],
      );
      return rows.map(({ conname }) => conname);
    }

    it('keeps question marks, of which plain Knex makes bindings', async () => {
      await knex.schema.createTable('t?', (table) => {
        table.string('a?').defaultTo('what?').unique();
        table.enu('b', ['yes?', "it's", 'a"b']);
        table.check("?? <> '\\?'", ['a?'], 'no_mark');
        table.check('length(b) > ?', [1], 'long?');
      });
      await knex.schema.alterTable('t?', (table) => {
        table.check('"a\\?" <> ?', ['??'], 'no_marks');
        table.string('c').defaultTo('or?');
      });
      await plain.raw('insert into "t\\?" (b) values (?)', ['yes?']);
      const { rows } = await plain.raw<{ rows: unknown[] }>('select * from "t\\?"');
      expect(rows).to.deep.equal([{ 'a?': 'what?', b: 'yes?', c: 'or?' }]);
      for (const value of ['?', '??']) {
        await caught(Error, () => plain.raw('insert into "t\\?" ("a\\?") values (?)', [value]));
      }
      await plain.raw('insert into "t\\?" ("a\\?") values (?)', ['$1']);
      expect(await readConstraintNames(plain, dialect)).to.deep.equal([
        't? ck ck__t?__b_enum',
        't? ck ck__t?__long?',
        't? ck ck__t?__no_mark',
        't? ck ck__t?__no_marks',
        't? uq uq__t?__a?',
      ]);
    });

    it('keeps question marks in the names of whole tables', async () => {
      await knex.schema.createSchema('s?').createTable('s?.t?', (table) => {
        table.integer('a?').unique();
      });
      await knex.schema.withSchema('s?').renameTable('t?', 'u?');
      expect(await namesIn('s?')).to.deep.equal(['uq__u?__a?']);
      await knex.schema
        .withSchema('s?')
        .dropTable('u?')
        .dropTableIfExists('v?')
        .raw(String.raw`select '\?'`);
      await knex.schema.dropSchema('s?');
      expect(await namesIn('s?')).to.deep.equal([]);
    });

    it('carries the key of a table that bears the new name in another schema', async () => {
      await knex.schema.createSchema('other');
      await knex.schema.createTable('old', (table) => {
        table.integer('id').primary();
      });
      await knex.schema.withSchema('other').createTable('fresh', (table) => {
        table.integer('id').primary();
        table.integer('old_id').references('id').inTable('public.old');
      });
      await knex.schema.alterTable('old', (table) => {
        table.integer('fresh_id').references('id').inTable('other.fresh');
      });
      await knex.schema.renameTable('old', 'fresh');
      expect(await namesIn('public')).to.deep.equal(['fk__fresh__fresh_id__fresh', 'pk__fresh']);
      expect(await namesIn('other')).to.deep.equal(['fk__fresh__old_id__fresh', 'pk__fresh']);
    });

    it('leaves the bindings of a default alone', async () => {
      await knex.schema.createTable('t', (table) => {
        table.integer('a').defaultTo(plain.raw('? + ?', [1, 2]));
        table.jsonb('b').defaultTo(JSON.stringify({ q: 'a ? b' }));
      });
      await plain.raw('insert into t default values');
      expect(await plain('t')).to.deep.equal([{ a: 3, b: { q: 'a ? b' } }]);
    });

    it('names the check of an enum, and leaves a native one without', async () => {
      await knex.schema.createTable('t', (table) => {
        table.enu('a', ['x']);
        table.enu('b', ['x'], { useNative: true, enumName: 'b_type' });
      });
      expect(await readConstraintNames(plain, dialect)).to.deep.equal(['t ck ck__t__a_enum']);
    });

    it('keeps options of a primary key and of a unique constraint', async () => {
      await knex.schema.createTable('t', (table) => {
        table.integer('a');
        table.integer('b');
        table.primary(['a'], { deferrable: 'deferred' });
        table.unique(['b'], { deferrable: 'immediate' });
      });
      const { rows } = await plain.raw<{ rows: unknown[] }>(
        'select conname, condeferrable, condeferred from pg_constraint where conrelid = ?::regclass and contype <> ? order by 1',
        ['t', 'n'],
      );
      expect(rows).to.deep.equal([
        { conname: 'pk__t', condeferrable: true, condeferred: true },
        { conname: 'uq__t__b', condeferrable: true, condeferred: false },
      ]);
    });

    it('drops an index that is unique where its name was given', async () => {
      await knex.schema.createTable('t', (table) => {
        table.integer('a');
        table.unique(['a'], { indexName: 'mine?', useConstraint: false });
      });
      await knex.schema.alterTable('t', (table) => table.dropUnique(['a'], 'mine?'));
      expect(await readConstraintNames(plain, dialect)).to.deep.equal([]);
    });
  },
  ['postgres'],
);
