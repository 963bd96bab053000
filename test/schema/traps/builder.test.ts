import { expect } from 'chai';
import { withNaming } from '../../support/with-naming.ts';
import { readColumnLines } from '../../support/column-lines.ts';
import { describeEachDialect } from '../../support/databases.ts';
import { caught } from '../../support/migrations.ts';
import { refusalOf, useSchemaDatabase } from '../../support/schema-database.ts';

/** Rows of KNEX-TRAPS section 8: each comes out right, or is refused with its repair. */

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
