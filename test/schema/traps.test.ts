import { expect } from 'chai';
import type { Knex } from 'knex';
import type { DialectName } from '../../lib/dialect/dialect.ts';
import { verbatim } from '../../lib/naming/verbatim.ts';
import { withNaming } from '../support/with-naming.ts';
import { readColumnLines } from '../support/column-lines.ts';
import { describeEachDialect } from '../support/databases.ts';
import { caught } from '../support/migrations.ts';
import { changeRefusalOf, refusalOf, useSchemaDatabase } from '../support/schema-database.ts';

/** Each row of KNEX-TRAPS sections 1, 2, 3 and 8 comes out right, or is refused with its repair. */

const withEnumChecks: ReadonlySet<DialectName> = new Set(['postgres', 'sqlite']);

describeEachDialect('traps 1: who names what', (dialect) => {
  const own = useSchemaDatabase(dialect);
  const pk = (name: string, columns: string): string =>
    `pk ${dialect === 'mysql' ? 'PRIMARY' : name} (${columns})`;

  for (const type of ['increments', 'bigIncrements'] as const) {
    it(`names the primary key of ${type}`, async () => {
      await own.schema.createTable(`${type}_a`, (table) => table[type]('id'));
      expect(await own.linesOf(`${type}_a`)).to.deep.equal([pk(`pk__${type}_a`, 'id')]);
    });

    it(`keeps the name in ${type}().primary(name), which Knex ignores`, async () => {
      await own.schema.createTable(`${type}_b`, (table) =>
        table[type]('id').primary(`by_hand_${type}`),
      );
      expect(await own.linesOf(`${type}_b`)).to.deep.equal([pk(`by_hand_${type}`, 'id')]);
    });

    it(`refuses ${type}().unique() and .index(), which Knex ignores`, async () => {
      const repair = 'Leave it out, as a primary key is both; where it is none, write';
      const refusal = await refusalOf(() =>
        own.schema.createTable(`${type}_c`, (table) => {
          table[type]('id').unique().index();
        }),
      );
      expect(refusal).to.deep.equal([
        ['E_INCREMENTS_INDEX', `${repair} table.unique(['id']).`],
        ['E_INCREMENTS_INDEX', `${repair} table.index(['id']).`],
      ]);
    });

    it(`names a primary key beside ${type} in a call of the table`, async () => {
      await own.schema.createTable(`${type}_d`, (table) => {
        table[type]('id');
        table.primary(['id'], `by_table_${type}`);
      });
      await own.schema.createTable(`${type}_e`, (table) => {
        table[type]('id');
        table.primary(['id']);
      });
      expect(await own.linesOf(`${type}_d`)).to.deep.equal([pk(`by_table_${type}`, 'id')]);
      expect(await own.linesOf(`${type}_e`)).to.deep.equal([pk(`pk__${type}_e`, 'id')]);
    });
  }

  it('names the primary key of increments that are added', async function () {
    await own.schema.createTable('added_increments', (table) => table.text('note'));
    const add = () => own.schema.alterTable('added_increments', (table) => table.increments('id'));
    if (dialect === 'sqlite') {
      expect(String(await caught(Error, add))).to.include('Cannot add a PRIMARY KEY column');
      return;
    }
    await add();
    expect(await own.linesOf('added_increments')).to.deep.equal([pk('pk__added_increments', 'id')]);
  });

  it('names the primary key of uuid().primary(), and keeps a name given to it', async () => {
    await own.schema.createTable('uuid_a', (table) => table.uuid('id').primary());
    await own.schema.createTable('uuid_b', (table) => table.uuid('id').primary('by_hand'));
    expect(await own.linesOf('uuid_a')).to.deep.equal([pk('pk__uuid_a', 'id')]);
    expect(await own.linesOf('uuid_b')).to.deep.equal([pk('by_hand', 'id')]);
  });

  it('makes uuid(c, { primaryKey: true }) the primary key that Knex forgets', async () => {
    await own.schema.createTable('uuid_c', (table) => table.uuid('id', { primaryKey: true }));
    expect(await own.linesOf('uuid_c')).to.deep.equal([pk('pk__uuid_c', 'id')]);
  });

  it('names a composite primary key, with its name as a text or in an object', async () => {
    const columns = (table: Knex.TableBuilder): void => {
      table.integer('a');
      table.integer('b');
    };
    await own.schema.createTable('composite_a', (table) => {
      columns(table);
      table.primary(['a', 'b']);
    });
    await own.schema.createTable('composite_b', (table) => {
      columns(table);
      table.primary(['b', 'a'], 'as_text');
    });
    await own.schema.createTable('composite_c', (table) => {
      columns(table);
      table.primary(['a', 'b'], { constraintName: 'in_object' });
    });
    expect(await own.linesOf('composite_a')).to.deep.equal([pk('pk__composite_a', 'a, b')]);
    expect(await own.linesOf('composite_b')).to.deep.equal([pk('as_text', 'b, a')]);
    expect(await own.linesOf('composite_c')).to.deep.equal([pk('in_object', 'a, b')]);
  });

  it('names unique constraints, and keeps names given in either way', async () => {
    await own.schema.createTable('unique_a', (table) => {
      table.integer('a').unique();
      table.integer('b').unique({ indexName: 'in_an_object' });
      table.integer('c').unique('as_a_text' as never);
      table.unique(['b', 'a']);
    });
    expect(await own.linesOf('unique_a')).to.deep.equal([
      'uq as_a_text (c)',
      'uq in_an_object (b)',
      'uq uq__unique_a__a (a)',
      'uq uq__unique_a__b_a (b, a)',
    ]);
  });

  it('names a unique index without a constraint', async () => {
    await own.schema.createTable('unique_b', (table) => {
      table.integer('a');
      table.unique(['a'], { useConstraint: false });
    });
    expect(await own.linesOf('unique_b')).to.deep.equal(['uq uq__unique_b__a (a)']);
  });

  it('names a unique index with a predicate, or refuses it where it would cover all rows', async () => {
    const build = () =>
      own.schema.createTable('unique_c', (table) => {
        table.integer('a');
        table.unique(['a'], { predicate: own.knex.whereNotNull('a') });
        table.index(['a'], undefined, { predicate: own.knex.whereNotNull('a') });
      });
    if (dialect === 'mysql') {
      const repair = 'Leave it out, or index a generated column that is null for the other rows.';
      expect(await refusalOf(build)).to.deep.equal([
        ['E_PREDICATE', repair],
        ['E_PREDICATE', repair],
      ]);
      return;
    }
    await build();
    expect(await own.linesOf('unique_c')).to.deep.equal([
      'ix ix__unique_c__a (a) partial',
      'uq uq__unique_c__a (a) partial',
    ]);
  });

  it('names indexes, and keeps a name given as the second argument', async () => {
    await own.schema.createTable('index_a', (table) => {
      table.integer('a').index();
      table.integer('b').index('by_hand_index');
      table.index(['a', 'b']);
    });
    expect(await own.linesOf('index_a')).to.deep.equal([
      'ix by_hand_index (b)',
      'ix ix__index_a__a (a)',
      'ix ix__index_a__a_b (a, b)',
    ]);
  });

  it('names an index of the type unique as what it is', async () => {
    const build = () =>
      own.schema.createTable('index_b', (table) => {
        table.integer('a');
        table.index(['a'], undefined, { indexType: 'UNIQUE' });
      });
    if (dialect === 'sqlite') {
      expect(await refusalOf(build)).to.deep.equal([
        ['E_INDEX_TYPE', "Write table.unique(['a'])."],
      ]);
      return;
    }
    await build();
    expect(await own.linesOf('index_b')).to.deep.equal(['uq uq__index_b__a (a)']);
  });

  it('names foreign keys in createTable and alterTable, and keeps names given by hand', async () => {
    await own.schema.createTable('ref', (table) => table.integer('id').primary());
    const keys = (prefix: string) => (table: Knex.TableBuilder) => {
      table.integer(`${prefix}a`).references('id').inTable('ref');
      table.integer(`${prefix}b`).references('ref.id');
      table.integer(`${prefix}c`).references('id').inTable('ref').withKeyName(`${prefix}by_name`);
      table.integer(`${prefix}d`);
      table.foreign(`${prefix}d`, `${prefix}by_argument`).references('id').inTable('ref');
    };
    await own.schema.createTable('foreign_a', keys('c'));
    await own.schema.alterTable('foreign_a', keys('d'));
    const linesFor = (prefix: string): string[] => [
      `fk ${prefix}by_argument (${prefix}d) -> ref`,
      `fk ${prefix}by_name (${prefix}c) -> ref`,
      `fk fk__foreign_a__${prefix}a__ref (${prefix}a) -> ref`,
      `fk fk__foreign_a__${prefix}b__ref (${prefix}b) -> ref`,
    ];
    expect(await own.linesOf('foreign_a')).to.deep.equal(
      [...linesFor('c'), ...linesFor('d')].sort(),
    );
  });

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

  it('keeps the case of names, and their dots and hyphens', async () => {
    await own.schema.createTable('Mixed-Case', (table) => {
      table.integer('Some-Number').unique().index().checkPositive();
    });
    expect(await own.linesOf('Mixed-Case')).to.deep.equal([
      'ck ck__Mixed-Case__Some-Number_positive ()',
      'ix ix__Mixed-Case__Some-Number (Some-Number)',
      'uq uq__Mixed-Case__Some-Number (Some-Number)',
    ]);
  });

  it('names the copies of createTableLike, or refuses a copy that loses them', async () => {
    await own.schema.createTable('like_a', (table) => {
      table.increments('id');
      table.integer('a').unique().checkPositive();
      table.integer('b').index();
      table.json('doc');
    });
    const copy = () => own.schema.createTableLike('like_b', 'like_a');
    if (dialect === 'sqlite') {
      expect(await changeRefusalOf(copy)).to.deep.equal([
        'E_COPY_LOSES',
        'Write createTable with the columns and constraints that the copy shall have.',
      ]);
      return;
    }
    await copy();
    expect((await own.linesOf('like_b')).filter((line) => line !== 'ck doc ()')).to.deep.equal([
      'ck ck__like_b__a_positive ()',
      'ix ix__like_b__b (b)',
      pk('pk__like_b', 'id'),
      'uq uq__like_b__a (a)',
    ]);
  });

  it('carries names along, so that a renamed table can be made again', async () => {
    const build = (table: Knex.TableBuilder): void => {
      table.integer('a').unique().checkPositive();
      table.integer('b').index().primary();
      table.integer('c').references('b').inTable('again');
    };
    await own.schema.createTable('again', build);
    await own.schema.renameTable('again', 'before');
    await own.schema.createTable('again', build);
    const lines = (name: string): string[] => [
      `ck ck__${name}__a_positive ()`,
      `fk fk__${name}__c__${name} (c) -> ${name}`,
      `ix ix__${name}__b (b)`,
      pk(`pk__${name}`, 'b'),
      `uq uq__${name}__a (a)`,
    ];
    expect(await own.linesOf('before')).to.deep.equal(lines('before'));
    expect(await own.linesOf('again')).to.deep.equal(lines('again'));
  });

  it('carries the keys of other tables along, with the indexes that MySQL makes for them', async () => {
    await own.schema.createTable('mother', (table) => table.integer('id').primary());
    await own.schema.createTable('child', (table) => {
      table.integer('mother_id').references('id').inTable('mother');
    });
    await own.schema.renameTable('mother', 'parent');
    expect(await own.linesOf('child')).to.deep.equal([
      'fk fk__child__mother_id__parent (mother_id) -> parent',
    ]);
  });

  it('carries names along when a column is renamed', async () => {
    await own.schema.createTable('column_a', (table) => {
      table.integer('old').unique().index().checkPositive();
    });
    await own.schema.alterTable('column_a', (table) => table.renameColumn('old', 'new'));
    expect(await own.linesOf('column_a')).to.deep.equal([
      'ck ck__column_a__new_positive ()',
      'ix ix__column_a__new (new)',
      'uq uq__column_a__new (new)',
    ]);
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

describeEachDialect(
  'traps 1: schemas of PostgreSQL',
  () => {
    const own = useSchemaDatabase('postgres');
    before(() => own.knex.schema.createSchema('s1'));

    it('leave their name out of the names, whichever way a table is told its schema', async () => {
      const build = (table: Knex.TableBuilder): void => {
        table.increments('id');
        table.integer('a').unique().index();
      };
      await own.schema.withSchema('s1').createTable('w1', build);
      await own.schema.createTable('s1.w2', build);
      for (const name of ['w1', 'w2']) {
        expect(await own.linesOf(name, 's1')).to.deep.equal([
          `ix ix__${name}__a (a)`,
          `pk pk__${name} (id)`,
          `uq uq__${name}__a (a)`,
        ]);
      }
    });

    it('are taken from references("schema.table.column") of columns and tables', async () => {
      await own.schema.withSchema('s1').createTable('ref', (table) => table.increments('id'));
      await own.schema.createTable('w3', (table) => {
        table.integer('a').references('s1.ref.id');
        table.integer('b').references('id').inTable('s1.ref');
        table.integer('c');
        table.foreign('c').references('s1.ref.id').onDelete('cascade');
      });
      expect(await own.linesOf('w3')).to.deep.equal([
        'fk fk__w3__a__ref (a) -> ref',
        'fk fk__w3__b__ref (b) -> ref',
        'fk fk__w3__c__ref (c) -> ref',
      ]);
    });
  },
  ['postgres'],
);

describeEachDialect('traps 2: dropping', (dialect) => {
  const own = useSchemaDatabase(dialect);

  it('finds the names that the convention gave, by columns', async () => {
    await own.schema.createTable('drop_ref', (table) => table.integer('id').primary());
    await own.schema.createTable('drop_a', (table) => {
      table.integer('a').primary();
      table.integer('b').unique();
      table.integer('c').index();
      table.integer('d').references('id').inTable('drop_ref');
      table.integer('e').checkPositive();
      table.integer('f').checkNegative();
    });
    await own.schema.alterTable('drop_a', (table) => {
      table.dropForeign('d');
      table.dropPrimary();
      table.dropUnique(['b']);
      table.dropIndex('c');
      table.dropChecks(['e_positive', 'f_negative']);
    });
    expect(await own.linesOf('drop_a')).to.deep.equal([]);
  });

  it('drops with IfExists what is there, and is silent about what is not', async () => {
    const drop = () =>
      own.schema.alterTable('drop_b', (table) => {
        table.dropForeignIfExists(['d']);
        table.dropUniqueIfExists(['b']);
        table.dropPrimaryIfExists();
      });
    await own.schema.createTable('drop_b', (table) => {
      table.integer('a').primary();
      table.integer('b').unique();
      table.integer('d').references('a').inTable('drop_b');
    });
    await drop();
    expect(await own.linesOf('drop_b')).to.deep.equal([]);
    await drop();
  });

  it('drops a unique of another name with IfExists and its columns', async () => {
    await own.schema.createTable('drop_c', (table) => {
      table.integer('a').unique({ indexName: 'of_another_name' });
    });
    await own.schema.alterTable('drop_c', (table) => table.dropUniqueIfExists(['a']));
    expect(await own.linesOf('drop_c')).to.deep.equal([]);
  });

  it('drops a unique and an index of another name by their columns', async () => {
    await own.schema.createTable('drop_d', (table) => {
      table.integer('a').unique({ indexName: 'unlike_the_convention' });
      table.integer('b').index('unlike_the_convention_too');
    });
    await own.schema.alterTable('drop_d', (table) => {
      table.dropUnique(['a']);
      table.dropIndex(['b']);
    });
    expect(await own.linesOf('drop_d')).to.deep.equal([]);
  });

  it('drops a partial unique by its columns or name, though it is no constraint', async () => {
    if (dialect === 'mysql') {
      // It has none; traps 1 asserts the refusal.
      expect(await own.linesOf('drop_e')).to.deep.equal([]);
      return;
    }
    await own.schema.createTable('drop_e', (table) => {
      table.integer('a');
      table.integer('b');
      table.unique(['a'], { predicate: own.knex.whereNotNull('a') });
      table.unique(['b'], { indexName: 'part_of_b', predicate: own.knex.whereNotNull('b') });
    });
    await own.schema.alterTable('drop_e', (table) => {
      table.dropUnique(['a']);
      table.dropUnique(['b'], 'part_of_b');
    });
    expect(await own.linesOf('drop_e')).to.deep.equal([]);
  });

  it('drops a foreign key whose name was given by hand or made by plain Knex', async () => {
    const build = (table: Knex.TableBuilder): void => {
      table.integer('id').primary();
      table.integer('a').references('id').inTable('drop_f').withKeyName('key_by_hand');
      table.integer('b').references('id').inTable('drop_f');
    };
    await own.knex.schema.createTable('drop_f', build);
    await own.schema.alterTable('drop_f', (table) => {
      table.dropForeign('a');
      table.dropForeign('b');
    });
    const left = (await own.linesOf('drop_f')).filter((line) => !line.startsWith('pk'));
    expect(left).to.deep.equal([]);
  });

  it('drops one foreign key, and not another that shares a column', async () => {
    await own.schema.createTable('drop_g', (table) => {
      table.integer('id').primary();
      table.integer('a').references('id').inTable('drop_g');
      table.integer('b');
      table.unique(['id', 'b']);
      table.foreign(['a', 'b']).references(['id', 'b']).inTable('drop_g');
    });
    await own.schema.alterTable('drop_g', (table) => table.dropForeign('a'));
    const left = (await own.linesOf('drop_g')).filter((line) => line.startsWith('fk'));
    expect(left).to.deep.equal(['fk fk__drop_g__a_b__drop_g (a, b) -> drop_g']);
  });

  it('drops a foreign key whose index another one needs, which takes it over', async () => {
    await own.schema.createTable('drop_l', (table) => {
      table.integer('id').primary();
      table.integer('b').notNullable();
      table.unique(['id', 'b']);
      table.integer('c');
      table.foreign(['c', 'b']).references(['id', 'b']).inTable('drop_l');
      table.foreign('c').references('id').inTable('drop_l');
    });
    await own.schema.alterTable('drop_l', (table) => table.dropForeign(['c', 'b']));
    const left = (await own.linesOf('drop_l')).filter((line) => /^(?:fk|ix)/u.test(line));
    expect(left).to.deep.equal(['fk fk__drop_l__c__drop_l (c) -> drop_l']);
    await own.schema.alterTable('drop_l', (table) => table.dropForeign('c'));
    const rest = (await own.linesOf('drop_l')).filter((line) => /^(?:fk|ix)/u.test(line));
    expect(rest).to.deep.equal([]);
  });

  it('refuses to drop a foreign key that is not there, by columns or by name', async () => {
    await own.schema.createTable('drop_h', (table) => {
      table.integer('id').primary();
      table.integer('a').references('id').inTable('drop_h');
    });
    const lines = await own.linesOf('drop_h');
    const byColumns = () => own.schema.alterTable('drop_h', (table) => table.dropForeign('id'));
    const [code, repair] = await changeRefusalOf(byColumns);
    expect(code).to.equal('E_DROP_NOTHING');
    expect(repair).to.equal('Name it; the table has fk__drop_h__a__drop_h (a).');
    const byName = () =>
      own.schema.alterTable('drop_h', (table) => table.dropForeign('a', 'no_such_name'));
    if (dialect === 'postgres')
      expect(String(await caught(Error, byName))).to.include('no_such_name');
    else expect(await changeRefusalOf(byName)).to.deep.equal([code, repair]);
    expect(await own.linesOf('drop_h')).to.deep.equal(lines);
  });

  it('drops a primary key, whatever name it was given', async () => {
    await own.schema.createTable('drop_i', (table) => table.integer('id').primary('key_of_i'));
    await own.schema.alterTable('drop_i', (table) => table.dropPrimary('key_of_i'));
    expect(await own.linesOf('drop_i')).to.deep.equal([]);
  });

  it('does not pass over a primary key that counts up by itself', async () => {
    await own.schema.createTable('drop_j', (table) => table.increments('id'));
    const drop = () => own.schema.alterTable('drop_j', (table) => table.dropPrimary());
    if (dialect === 'sqlite') {
      expect(await changeRefusalOf(drop)).to.deep.equal([
        'E_DROP_INLINE',
        'Drop the column, or build the table anew: create it under another name, copy the rows, drop drop_j, rename.',
      ]);
    } else if (dialect === 'mysql') {
      expect(String(await caught(Error, drop))).to.include('auto column');
    } else {
      await drop();
      expect(await own.linesOf('drop_j')).to.deep.equal([]);
    }
  });

  it('drops the check of an enu, and one whose name was final', async () => {
    await own.schema.createTable('drop_k', (table) => {
      table.enu('size', ['small']);
      table.integer('a').checkPositive(verbatim('Above-Zero'));
    });
    await own.schema.alterTable('drop_k', (table) => {
      table.dropChecks(verbatim('Above-Zero'));
      if (dialect !== 'mysql') table.dropChecks('size_enum');
    });
    expect(await own.linesOf('drop_k')).to.deep.equal([]);
  });
});

describeEachDialect('traps 3: long names', (dialect) => {
  const own = useSchemaDatabase(dialect);
  const long = 'a_column_with_a_name_that_is_rather_long';

  it('cuts them to what the database holds, so that names of one beginning stay apart', async () => {
    const columns = ['one', 'two'].map((end) => `${long}_${end}`);
    await own.schema.createTable('long_a', (table) => {
      for (const column of columns) table.integer(column).unique();
      table.unique(columns);
    });
    const names = (await own.linesOf('long_a')).map((line) => line.split(' ')[1] ?? '');
    expect(new Set(names).size).to.equal(3);
    const most = { postgres: 63, mysql: 64, sqlite: Number.POSITIVE_INFINITY }[dialect];
    expect(names.every((name) => Buffer.byteLength(name) <= most)).to.equal(true);
    expect(names.every((name) => name.startsWith('uq__long_a__a_column'))).to.equal(true);
  });

  it('cuts names beyond ASCII by the bytes of PostgreSQL and the characters of MySQL', async () => {
    const column = 'ü'.repeat(30);
    await own.schema.createTable('long_b', (table) => {
      table.integer(column);
      table.integer('z');
      table.index(['z', column]);
      table.index([column, 'z']);
    });
    const cut = {
      postgres: [`ix__long_b__z_${'ü'.repeat(20)}`, `ix__long_b__${'ü'.repeat(21)}`],
      mysql: [`ix__long_b__z_${column}`, `ix__long_b__${column}_z`],
      sqlite: [`ix__long_b__z_${column}`, `ix__long_b__${column}_z`],
    }[dialect];
    const names = (await own.linesOf('long_b')).map((line) => line.split(' ')[1] ?? '');
    const heads = names.map((name) => name.replace(/_[\da-f]{4}$/u, ''));
    expect(heads).to.deep.equal(cut);
  });

  it('refuses a longer name given by hand, before anything is sent', async () => {
    const name = 'n'.repeat(65);
    const build = () =>
      own.schema
        .createTable('long_c', (table) => table.integer('a'))
        .createTable('long_d', (table) => table.integer('a').unique({ indexName: name }));
    if (dialect === 'sqlite') {
      await build();
      expect(await own.linesOf('long_d')).to.deep.equal([`uq ${name} (a)`]);
      return;
    }
    expect(await refusalOf(build)).to.deep.equal([
      ['E_NAME_TOO_LONG', 'Shorten it, or leave it out: the convention cuts names stably.'],
    ]);
    expect(await own.knex.schema.hasTable('long_c')).to.equal(false);
  });

  it('refuses two names that collide, before anything is sent', async () => {
    const build = () =>
      own.schema.createTable('long_e', (table) => {
        table.integer('a_b');
        table.integer('a');
        table.integer('b');
        table.unique(['a_b']);
        table.unique(['a', 'b']);
      });
    expect(await refusalOf(build)).to.deep.equal([
      ['E_NAME_COLLISION', 'Give one of them a name of its own: it is kept.'],
    ]);
    expect(await own.knex.schema.hasTable('long_e')).to.equal(false);
  });
});

describeEachDialect('traps 8: what implementers fall into', (dialect) => {
  const own = useSchemaDatabase(dialect);

  it('runs the callback of a table at each toSQL(), with the table as `this`, and names alike', () => {
    const tables: unknown[] = [];
    const builder = own.schema.createTable('call_a', function call(this: unknown, table) {
      tables.push(this, table);
      table.integer('a').unique().checkPositive();
    });
    const [first, second] = [builder.toSQL(), builder.toSQL()] as unknown as { sql: string }[][];
    expect(first?.map(({ sql }) => sql)).to.deep.equal(second?.map(({ sql }) => sql));
    expect(tables).to.have.length(4);
    expect(tables[0]).to.equal(tables[1]);
  });

  it('refuses an async callback, whose later columns Knex loses', async () => {
    const refusal = await refusalOf(() =>
      own.schema.createTable('call_b', async (table) => {
        table.integer('a');
        await Promise.resolve();
        table.integer('b');
      }),
    );
    expect(refusal).to.deep.equal([
      ['E_ASYNC_CALLBACK', 'Await before the call, and describe the table in a plain function.'],
    ]);
  });

  for (const type of ['increments', 'bigIncrements'] as const) {
    it(`lets ${type} count, with its comment, beside a primary() of the table`, async () => {
      const name = `count_${type}`;
      await own.schema.createTable(name, (table) => {
        table[type]('id').comment("counts 'up'");
        table.primary(['id']);
        table.integer('a');
      });
      await own.knex(name).insert({ a: 1 });
      expect(
        Number(
          await own
            .knex(name)
            .max('id as id')
            .first()
            .then((row) => row?.['id']),
        ),
      ).to.equal(1);
      const lines = (await readColumnLines(own.knex, dialect)).get(name)?.join() ?? '';
      if (dialect === 'mysql') expect(lines).to.include("auto_increment counts 'up'");
    });

    it(`lets ${type} count within a composite key, or refuses what SQLite makes a unique of`, async () => {
      const name = `key_of_${type}`;
      const build = () =>
        own.schema.createTable(name, (table) => {
          table[type]('id').comment('counts');
          table.integer('tenant_id').notNullable();
          table.primary(['id', 'tenant_id']);
        });
      if (dialect === 'sqlite') {
        const repair = "Write unique(['id', 'tenant_id']), or make id an integer.";
        expect(await refusalOf(build)).to.deep.equal([['E_PRIMARY_KEY_AUTOINCREMENT', repair]]);
        return;
      }
      await build();
      const key = dialect === 'mysql' ? 'PRIMARY' : `pk__${name}`;
      expect(await own.linesOf(name)).to.deep.equal([`pk ${key} (id, tenant_id)`]);
      await own.knex(name).insert({ tenant_id: 7 });
      expect((await own.knex(name).pluck('id')).map(Number)).to.deep.equal([1]);
      const lines = (await readColumnLines(own.knex, dialect)).get(name)?.join() ?? '';
      if (dialect === 'mysql') expect(lines).to.include('auto_increment counts');
    });
  }

  it('takes the one column of primary() as a text, beside increments too', async () => {
    await own.schema.createTable('key_b', (table) => {
      table.integer('id').notNullable();
      table.primary('id' as never);
    });
    const name = dialect === 'mysql' ? 'PRIMARY' : 'pk__key_b';
    expect(await own.linesOf('key_b')).to.deep.equal([`pk ${name} (id)`]);
    await own.schema.createTable('key_c', (table) => {
      table.increments('id');
      table.primary('id' as never);
    });
    expect(await own.linesOf('key_c')).to.deep.equal([
      `pk ${dialect === 'mysql' ? 'PRIMARY' : 'pk__key_c'} (id)`,
    ]);
  });

  it('refuses a check that replaces another of its kind', async () => {
    const refusal = await refusalOf(() =>
      own.schema.createTable('twice', (table) => {
        table.integer('a').checkPositive('one').checkPositive('two');
      }),
    );
    expect(refusal).to.deep.equal([
      ['E_CHECK_REPLACED', "Write the second as table.check('…', [], 'name')."],
    ]);
  });

  it('refuses two primary keys of one table', async () => {
    const refusal = await refusalOf(() =>
      own.schema.createTable('keys', (table) => {
        table.integer('a').primary();
        table.integer('b').primary();
      }),
    );
    expect(refusal).to.deep.equal([
      ['E_PRIMARY_KEY_TWICE', "Name its columns in one call: table.primary(['a', 'b'])."],
    ]);
  });

  it('refuses enu().alter(), which leaves the old check or is no SQL', async () => {
    await own.schema.createTable('enu_alter', (table) => table.enu('size', ['small']));
    const alter = () =>
      own.schema.alterTable('enu_alter', (table) => {
        table.enu('size', ['small', 'large']).alter();
      });
    if (dialect === 'mysql') {
      await alter();
      await own.knex('enu_alter').insert({ size: 'large' });
      return;
    }
    expect(await refusalOf(alter)).to.deep.equal([
      [
        'E_ENUM_ALTER',
        "Write table.dropChecks('size_enum'), then table.check('size in (…)', [], 'size_enum').",
      ],
    ]);
  });

  it('puts the values of a predicate into its SQL', async () => {
    const build = () =>
      own.schema.createTable('predicate', (table) => {
        table.string('a');
        table.unique(['a'], { predicate: own.knex.where('a', "it's?") });
        table.index(['a'], undefined, { predicate: own.knex.where('a', '\\') });
      });
    if (dialect === 'mysql') {
      expect((await refusalOf(build)).map(([code]) => code)).to.deep.equal([
        'E_PREDICATE',
        'E_PREDICATE',
      ]);
      return;
    }
    await build();
    expect(await own.linesOf('predicate')).to.deep.equal([
      'ix ix__predicate__a (a) partial',
      'uq uq__predicate__a (a) partial',
    ]);
    await own.knex('predicate').insert([{ a: 'twice' }, { a: 'twice' }, { a: "it's?" }]);
    await caught(Error, () => own.knex('predicate').insert({ a: "it's?" }));
  });

  it('names checks, too, by what a mapper stores', async () => {
    const knex = own.test.connect({
      wrapIdentifier: (name, original) =>
        original(name === '*' ? name : String(name).replaceAll(/[A-Z]/gu, '_$&').toLowerCase()),
    });
    await withNaming(knex).schema.createTable('mapTable', (table) => {
      table.integer('someNumber').checkPositive().unique();
    });
    expect(await own.linesOf('map_table')).to.deep.equal([
      'ck ck__map_table__some_number_positive ()',
      'uq uq__map_table__some_number (some_number)',
    ]);
    await withNaming(knex).schema.alterTable('mapTable', (table) => {
      table.dropChecks('some_number_positive');
      table.dropUnique(['someNumber']);
    });
    expect(await own.linesOf('map_table')).to.deep.equal([]);
  });

  it('refuses references() without a table, which Knex drops silently', async () => {
    for (const method of ['createTable', 'alterTable'] as const) {
      const refusal = await refusalOf(() =>
        own.schema[method]('no_table', (table) => {
          table.integer('a').references('id');
          table.foreign('a').references('id');
        }),
      );
      expect(refusal).to.deep.equal([
        ['E_FOREIGN_KEY_TABLE', "Add .references('id').inTable('user')."],
        ['E_FOREIGN_KEY_TABLE', "Add .references('id').inTable('user')."],
      ]);
    }
  });

  it('makes a table only where there is none with createTableIfNotExists', async () => {
    const build = () =>
      own.schema.createTableIfNotExists('if_not', (table) => {
        table.increments('id');
        table.integer('a').checkPositive();
      });
    await build();
    await build();
    expect(await own.linesOf('if_not')).to.deep.equal([
      'ck ck__if_not__a_positive ()',
      `pk ${dialect === 'mysql' ? 'PRIMARY' : 'pk__if_not'} (id)`,
    ]);
  });

  it('fails with the name of what is there twice with createTableIfNotExists', async () => {
    const build = () =>
      own.schema.createTableIfNotExists('if_not_b', (table) => table.integer('a').unique());
    await build();
    expect(String(await caught(Error, build))).to.include('uq__if_not_b__a');
  });
});

describeEachDialect(
  'traps 8: SQLite builds a table anew',
  () => {
    const own = useSchemaDatabase('sqlite');
    const alter = (table: Knex.TableBuilder): void => {
      table.setNullable('a');
    };

    it('with all checks of a column, which stand behind the columns for it', async () => {
      await own.schema.createTable('anew_a', (table) => {
        table.enu('size', ['small', 'large']).checkLength('>', 1);
        table.integer('a').notNullable().checkPositive().checkBetween([1, 9]);
      });
      const lines = await own.linesOf('anew_a');
      await own.schema.alterTable('anew_a', alter);
      expect(lines).to.have.length(4);
      expect(await own.linesOf('anew_a')).to.deep.equal(lines);
    });

    it('with the names of its keys, its indexes and its triggers', async () => {
      await own.schema.createTable('anew_b', (table) => {
        table.increments('id');
        table.integer('a').notNullable().unique();
        table.integer('b').references('id').inTable('anew_b').index();
      });
      await own.knex.raw(
        'create trigger anew_b_touched after update on anew_b begin select 1; end',
      );
      const lines = await own.linesOf('anew_b');
      await own.schema.alterTable('anew_b', alter);
      expect(await own.linesOf('anew_b')).to.deep.equal(lines);
      const triggers = own.knex('sqlite_schema').where({ type: 'trigger' }).pluck('name');
      expect(await triggers).to.deep.equal(['anew_b_touched']);
    });

    it('not where it would lose checks that plain Knex put into one column', async () => {
      await own.knex.schema.createTable('anew_c', (table) => {
        table.integer('a').notNullable().checkPositive('one').checkBetween([1, 9], 'two');
      });
      const lines = await own.linesOf('anew_c');
      const change = () => own.schema.alterTable('anew_c', alter);
      expect(await changeRefusalOf(change)).to.deep.equal([
        'E_REWRITE_CHECKS',
        'Build the table anew by hand, with checks of the table: table.check(…).',
      ]);
      expect(await own.linesOf('anew_c')).to.deep.equal(lines);
    });

    it('not in a transaction where that deletes the rows of others; outside they stay', async () => {
      await own.schema.createTable('parents', (table) => {
        table.increments('id');
        table.integer('a').notNullable();
      });
      await own.schema.createTable('children', (table) => {
        table.integer('parent').references('id').inTable('parents').onDelete('cascade');
      });
      await own.knex.raw('pragma foreign_keys = on');
      await own.knex('parents').insert({ id: 1, a: 1 });
      await own.knex('children').insert({ parent: 1 });
      const changes: readonly ((table: Knex.AlterTableBuilder) => unknown)[] = [
        alter,
        (table) => table.dropColumn('b'),
        (table) => table.integer('a').nullable().alter(),
        (table) => table.foreign('a').references('id').inTable('parents'),
      ];
      await own.schema.alterTable('parents', (table) => table.integer('b'));
      for (const change of changes) {
        const inTransaction = () =>
          own.knex.transaction((trx) =>
            withNaming(trx).schema.alterTable('parents', change as never),
          );
        const [code, repair] = await changeRefusalOf(inTransaction);
        expect(code).to.equal('E_REWRITE_CASCADES');
        expect(repair).to.include('export const config = { transaction: false }');
        expect(await own.knex('children')).to.have.length(1);
      }
      for (const change of changes) {
        await own.schema.alterTable('parents', change as never);
        expect(await own.knex('children')).to.have.length(1);
      }
    });

    it('also where a comment stands in its text, or says that it cannot', async () => {
      await own.knex.raw('create table anew_d (a integer not null, -- how many\n b integer)');
      const change = () => own.schema.alterTable('anew_d', alter);
      expect(await changeRefusalOf(change)).to.deep.equal([
        'E_REWRITE_COMMENT',
        'Build the table anew by hand, without the comment.',
      ]);
    });
  },
  ['sqlite'],
);
