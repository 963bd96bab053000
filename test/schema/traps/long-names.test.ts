import { expect } from 'chai';
import { describeEachDialect } from '../../support/databases.ts';
import { refusalOf, useSchemaDatabase } from '../../support/schema-database.ts';

/** Rows of KNEX-TRAPS section 3: each comes out right, or is refused with its repair. */

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
