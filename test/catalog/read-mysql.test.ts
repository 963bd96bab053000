import { expect } from 'chai';
import { readCatalog } from '../../lib/catalog/read-catalog.ts';
import { createDatabase, describeEachDialect } from '../support/databases.ts';
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
        expect(checks.map(({ name, columns }) => [name, columns])).to.deep.equal([
          [null, ['age']],
          ['ck_note', []],
        ]);
      } finally {
        await database.drop();
      }
    });
  },
  ['mysql'],
);
