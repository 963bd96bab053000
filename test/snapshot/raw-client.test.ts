import { expect } from 'chai';
import { column } from '../../lib/snapshot/column.ts';
import { tableSnapshot } from '../../lib/snapshot/table-snapshot.ts';
import { describeEachDialect } from '../support/databases.ts';
import { useSchemaDatabase } from '../support/schema-database.ts';

describeEachDialect('names that have a question mark', (dialect) => {
  const database = useSchemaDatabase(dialect);
  const columns = { 'id?': column.integer(), 'is ok?': column.text().nullable() };
  const source = tableSnapshot('what?', columns);
  const target = tableSnapshot('so what??', columns);
  const quote = (name: string): string => (dialect === 'mysql' ? `\`${name}\`` : `"${name}"`);

  /** Without bindings no mark is taken for one, but on PostgreSQL. */
  const send = async (sql: string): Promise<unknown> =>
    database.knex.raw(dialect === 'postgres' ? sql.replaceAll('?', '\\?') : sql);

  beforeEach(async () => {
    for (const name of ['what?', 'so what??']) {
      await send(`drop table if exists ${quote(name)}`);
      await send(
        `create table ${quote(name)} (${quote('id?')} int primary key, ${quote('is ok?')} varchar(20))`,
      );
    }
    await source.insertMany(
      database.knex,
      Array.from({ length: 7 }, (_, index) => ({
        'id?': index,
        'is ok?': index < 2 ? 'ok?' : null,
      })),
    );
  });

  it('are filled by a function, by a value and by SQL, and copied', async () => {
    const { knex } = database;
    const filled = await source.backfill(knex, {
      where: (query) => query.whereNull('is ok?').where('id?', '>', 2),
      set: (row) => ({ 'is ok?': `${row['id?']}?` }),
      batchSize: 2,
    });
    expect(filled).to.include({ done: 4, written: 4 });
    const set = await source.backfill(knex, {
      where: (query) => query.where('is ok?', 'ok?'),
      set: { 'is ok?': 'yes?' },
      batchSize: 3,
    });
    expect(set).to.include({ written: 2 });
    await source.backfill(knex, {
      where: (query) => query.where('id?', 2),
      set: { 'is ok?': knex.raw('upper(?)', ['sql?']) },
    });
    const copied = await target.copyRows(knex, source, {
      columns: { 'id?': 'id?', 'is ok?': 'is ok?' },
      where: (query) => query.where('id?', '>', 0),
      batchSize: 2,
    });
    expect(copied).to.include({ done: 6, written: 6 });
    const rows = (await send(`select * from ${quote('so what??')} order by 1`)) as never;
    const list = dialect === 'postgres' ? (rows as { rows: object[] }).rows : rows;
    expect(dialect === 'mysql' ? list[0] : list).to.deep.equal(
      ['yes?', 'SQL?', '3?', '4?', '5?', '6?'].map((value, index) => ({
        'id?': index + 1,
        'is ok?': value,
      })),
    );
  });
});
