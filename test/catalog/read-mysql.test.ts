import { expect } from 'chai';
import { readCatalog } from '../../lib/catalog/read-catalog.ts';
import { createDatabase, describeEachDialect } from '../support/databases.ts';
import { isMariaDb } from '../support/is-maria-db.ts';
import { mysqlSchema } from '../support/mysql-changes.ts';
import { runAll } from '../support/run-all.ts';

describeEachDialect(
  'readCatalog of MySQL',
  () => {
    it('reads the same of two databases, whatever they are called', async () => {
      const [one, two] = [await createDatabase('mysql'), await createDatabase('mysql')];
      try {
        await runAll(one.connect(), mysqlSchema);
        await runAll(two.connect(), mysqlSchema);
        const catalog = await readCatalog(one.connect());
        expect(await readCatalog(two.connect())).to.deep.equal(catalog);
        const name = new URL(two.url).pathname.slice(1);
        const other = await readCatalog(one.connect(), { schemas: [name] });
        expect(new Set(other.tables.map(({ schema }) => schema))).to.deep.equal(new Set([name]));
        expect(other.tables.map((table) => table.name)).to.deep.equal(
          catalog.tables.map((table) => table.name),
        );
      } finally {
        await one.drop();
        await two.drop();
      }
    });

    it('reads json as the type that it was given, and gives the check of a column no name', async () => {
      const database = await createDatabase('mysql');
      try {
        const knex = database.connect();
        await runAll(knex, mysqlSchema);
        const { tables } = await readCatalog(knex);
        const member = tables.find(({ name }) => name === 'member');
        expect(member?.columns.find(({ name }) => name === 'payload')?.type).to.equal('json');
        const checks = member?.constraints.filter(({ kind }) => kind === 'ck') ?? [];
        // MySQL makes a check of the table of it, and a name.
        expect(checks.map(({ name, columns }) => [name, columns])).to.have.deep.members([
          (await isMariaDb(knex)) ? [null, ['age']] : ['member_chk_1', []],
          ['ck_note', []],
        ]);
      } finally {
        await database.drop();
      }
    });

    it('reads a check of its own that a text is JSON', async () => {
      const database = await createDatabase('mysql');
      try {
        const knex = database.connect();
        await knex.raw('create table t (a varchar(20) check (json_valid(a)))');
        const { tables } = await readCatalog(knex);
        expect(tables[0]?.columns[0]?.type).to.equal('varchar(20)');
        expect(tables[0]?.constraints.map(({ kind }) => kind)).to.deep.equal(['ck']);
      } finally {
        await database.drop();
      }
    });

    it('reads nothing where no database is asked for', async () => {
      const database = await createDatabase('mysql');
      try {
        const knex = database.connect();
        await knex.raw('create table t (a int)');
        expect((await readCatalog(knex, { schemas: [] })).tables).to.deep.equal([]);
      } finally {
        await database.drop();
      }
    });

    it('reads all parameters of a routine, and those of no other of its name', async () => {
      const database = await createDatabase('mysql');
      try {
        const knex = database.connect({ pool: { min: 1, max: 1 } });
        await knex.raw('set session group_concat_max_len = 1024');
        const names = Array.from({ length: 60 }, (_, index) => `a_rather_long_parameter_${index}`);
        const list = names.map((name) => `in ${name} int(11)`);
        await knex.raw(`create procedure p (${list.join(', ')}) select 1`);
        await knex.raw('create function p (a int(11)) returns int(11) return a');
        await knex.raw('create function q () returns int(11) return 1');
        const { functions } = await readCatalog(knex);
        const told = functions.map(({ kind, name, definition }) =>
          [kind, name, /^\([^()]*(?:\(\d+\)[^()]*)*\)/u.exec(definition)?.[0]].join(' '),
        );
        const plain = (text: string): string => text.replaceAll('(11)', '');
        expect(told.map(plain)).to.deep.equal([
          'function p (IN a int)',
          plain(`procedure p (${list.join(', ').replaceAll('in ', 'IN ')})`),
          'function q ()',
        ]);
      } finally {
        await database.drop();
      }
    });

    it('reads values and expressions as SQL that makes them again', async () => {
      const database = await createDatabase('mysql');
      try {
        const knex = database.connect();
        await knex.raw(String.raw`create table t (
          a varchar(20) default 'it''s \\ ä', b varchar(20) default (concat('it''s', '\\', 'ä日')), c int default (1 + 2),
          d varbinary(3) default 'ab', e bit(3) default b'101', f timestamp(3) default current_timestamp(3),
          g varchar(40) as (concat('it''s \\ ä日', '(')) stored, h int default -5, i text default (')'),
          constraint odd check (b <> 'it''s \\ ä日' and c > 0))`);
        const { tables } = await readCatalog(knex);
        const [table] = tables;
        const columns = table?.columns.map(({ name, type, default: value, generated }) =>
          [
            `${name} ${type}`,
            value === null ? '' : `default ${value}`,
            generated === null ? '' : `as (${generated.expression}) stored`,
          ].join(' '),
        );
        const checks = table?.constraints.map(({ definition }) => `constraint odd ${definition}`);
        await knex.raw('drop table t');
        await knex.raw(`create table t (${[...(columns ?? []), ...(checks ?? [])].join(', ')})`);
        expect((await readCatalog(knex)).tables).to.deep.equal(tables);
        await knex.raw('insert into t (h) values (1)');
        const [row] = await knex.select('a', 'b', 'c', 'd', 'g', 'i').from('t');
        expect({ ...row, d: String(row.d) }).to.deep.equal({
          a: String.raw`it's \ ä`,
          b: String.raw`it's\ä日`,
          c: 3,
          d: 'ab',
          g: String.raw`it's \ ä日(`,
          i: ')',
        });
      } finally {
        await database.drop();
      }
    });
  },
  ['mysql'],
);
