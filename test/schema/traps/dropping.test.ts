import { expect } from 'chai';
import type { Knex } from 'knex';
import { verbatim } from '../../../lib/naming/verbatim.ts';
import { describeEachDialect } from '../../support/databases.ts';
import { caught } from '../../support/migrations.ts';
import { changeRefusalOf, useSchemaDatabase } from '../../support/schema-database.ts';

/** Rows of KNEX-TRAPS section 2: each comes out right, or is refused with its repair. */

describeEachDialect('traps 2: dropping', (dialect) => {
  const own = useSchemaDatabase(dialect);

  it('drops a unique of another name with IfExists and its columns', async () => {
    await own.schema.createTable('drop_c', (table) => {
      table.integer('a').unique({ indexName: 'of_another_name' });
    });
    await own.schema.alterTable('drop_c', (table) => table.dropUniqueIfExists(['a']));
    expect(await own.linesOf('drop_c')).to.deep.equal([]);
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
