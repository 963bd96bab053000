import { expect } from 'chai';
import type { Knex } from 'knex';
import type { DialectName } from '../../../lib/dialect/dialect.ts';
import { verbatim } from '../../../lib/naming/verbatim.ts';
import { withNaming } from '../../support/with-naming.ts';
import { describeEachDialect } from '../../support/databases.ts';
import { caught } from '../../support/migrations.ts';
import { refusalOf, useSchemaDatabase } from '../../support/schema-database.ts';

/** Rows of KNEX-TRAPS section 1: each comes out right, or is refused with its repair. */

const withEnumChecks: ReadonlySet<DialectName> = new Set(['postgres', 'sqlite']);

describeEachDialect('traps 1: who names checks', (dialect) => {
  const own = useSchemaDatabase(dialect);

  it('names the check of an enu, of which MySQL has none', async () => {
    await own.schema.createTable('enu_a', (table) => {
      table.enu('size', ["it's", 'small?', 'back\\slash']);
    });
    await own.schema.alterTable('enu_a', (table) => table.enu('hue', ['red']));
    expect(await own.linesOf('enu_a')).to.deep.equal(
      withEnumChecks.has(dialect)
        ? ['ck ck__enu_a__hue_enum ()', 'ck ck__enu_a__size_enum ()']
        : [],
    );
    for (const size of ["it's", 'small?', 'back\\slash']) await own.knex('enu_a').insert({ size });
    expect(await own.knex('enu_a').pluck('size')).to.have.members([
      "it's",
      'small?',
      'back\\slash',
    ]);
  });

  it('names nothing where PostgreSQL has a type for an enu', async () => {
    await own.schema.createTable('enu_b', (table) => {
      table.enu('size', ['small'], { useNative: true, enumName: 'size_of_b' });
    });
    expect(await own.linesOf('enu_b')).to.deep.equal(
      dialect === 'sqlite' ? ['ck ck__enu_b__size_enum ()'] : [],
    );
  });

  const checks = (table: Knex.TableBuilder): void => {
    table.integer('a').checkPositive();
    table.integer('b').checkNegative();
    table.integer('c').checkIn(['1']);
    table.integer('d').checkNotIn(['1']);
    table.integer('e').checkBetween([1, 2]);
    table.string('f').checkLength('>', 1);
  };
  const checkNames = ['a_positive', 'b_negative', 'c_in', 'd_not_in', 'e_between', 'f_length'];

  it('names the checks of columns in createTable', async () => {
    await own.schema.createTable('check_a', checks);
    expect(await own.linesOf('check_a')).to.deep.equal(
      checkNames.map((name) => `ck ck__check_a__${name} ()`),
    );
  });

  it('names the checks of columns that are added', async () => {
    await own.schema.createTable('check_b', (table) => table.integer('z'));
    await own.schema.alterTable('check_b', checks);
    expect(await own.linesOf('check_b')).to.deep.equal(
      checkNames.map((name) => `ck ck__check_b__${name} ()`),
    );
  });

  it('embellishes the names given to checks, but a verbatim one', async () => {
    await own.schema.createTable('check_c', (table) => {
      table.integer('a').checkPositive('above');
      table.integer('b').checkIn(['1'], verbatim('As-Said'));
    });
    expect(await own.linesOf('check_c')).to.deep.equal([
      'ck As-Said ()',
      'ck ck__check_c__above ()',
    ]);
  });

  it('names checkX().alter(), or refuses it where a check cannot be added', async () => {
    await own.schema.createTable('check_d', (table) => table.integer('a'));
    const build = () =>
      own.schema.alterTable('check_d', (table) => {
        table.integer('a').checkPositive().alter();
      });
    if (dialect === 'sqlite') {
      expect(await refusalOf(build)).to.deep.equal([
        ['E_CHECK_ALTER', "Write table.check('…', [], 'a_positive')."],
      ]);
      return;
    }
    await build();
    expect(await own.linesOf('check_d')).to.deep.equal(['ck ck__check_d__a_positive ()']);
  });

  it('names table.check() with its bindings, in createTable and alterTable', async () => {
    await own.schema.createTable('check_e', (table) => {
      table.string('a');
      table.check('?? <> ?', ['a', "it's?"], 'created');
    });
    await own.schema.alterTable('check_e', (table) => {
      table.check('?? <> ?', ['a', 'b'], 'Added-Later');
    });
    expect(await own.linesOf('check_e')).to.deep.equal([
      'ck ck__check_e__Added-Later ()',
      'ck ck__check_e__created ()',
    ]);
    for (const a of ["it's?", 'b']) {
      const error = await caught(Error, () => own.knex('check_e').insert({ a }));
      expect(String(error)).to.include('ck__check_e__');
    }
    await own.knex('check_e').insert({ a: 'c' });
  });

  it('asks for the name of a table.check() without one', async () => {
    const repair = "Name what it holds to: table.check('…', [], 'price_positive').";
    const build = (method: 'createTable' | 'alterTable') => () =>
      own.schema[method]('check_f', (table) => {
        table.check('1 = 1');
      });
    expect(await refusalOf(build('createTable'))).to.deep.equal([['E_NAME_MISSING', repair]]);
    expect(await refusalOf(build('alterTable'))).to.deep.equal([['E_NAME_MISSING', repair]]);
  });

  it('refuses column.check(), which Knex cannot compile', async () => {
    const refusal = await refusalOf(() =>
      own.schema.createTable('check_g', (table) => {
        (table.integer('a') as unknown as { check(sql: string): void }).check('a > 0');
      }),
    );
    expect(refusal).to.deep.equal([
      ['E_COLUMN_CHECK', "Write table.check('price > ?', [0], 'price_positive')."],
    ]);
  });

  it('has no name to give to a boolean', async () => {
    await own.schema.createTable('bool_a', (table) => table.boolean('a'));
    expect(await own.linesOf('bool_a')).to.deep.equal([]);
  });
});

describeEachDialect(
  'traps 1: checkRegex on SQLite',
  () => {
    const own = useSchemaDatabase('sqlite');

    it('is the error of SQLite without a function REGEXP, and named with one', async () => {
      const build = (knex: Knex, name: string) =>
        withNaming(knex).schema.createTable(name, (table) => {
          table.string('code').checkRegex('^[a-z]+$');
        });
      const insert = (knex: Knex, name: string) => knex(name).insert({ code: 'a' });
      const error = await caught(Error, async () => {
        await build(own.knex, 'regex_a');
        await insert(own.knex, 'regex_a');
      });
      expect(String(error)).to.include('no such function: REGEXP');
      const knex = own.test.connect({
        pool: {
          min: 1,
          max: 1,
          afterCreate(
            connection: { function(name: string, run: (a: unknown, b: unknown) => number): void },
            done: (error: null, connection: unknown) => void,
          ) {
            connection.function('regexp', (_pattern, _text) => 1);
            done(null, connection);
          },
        },
      });
      await build(knex, 'regex_b');
      expect(await own.linesOf('regex_b')).to.deep.equal(['ck ck__regex_b__code_regex ()']);
    });
  },
  ['sqlite'],
);
