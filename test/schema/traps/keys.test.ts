import { expect } from 'chai';
import type { Knex } from 'knex';
import { describeEachDialect } from '../../support/databases.ts';
import { caught } from '../../support/migrations.ts';
import { changeRefusalOf, refusalOf, useSchemaDatabase } from '../../support/schema-database.ts';

/** Rows of KNEX-TRAPS section 1: each comes out right, or is refused with its repair. */

describeEachDialect('traps 1: who names keys and indexes', (dialect) => {
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
});

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
