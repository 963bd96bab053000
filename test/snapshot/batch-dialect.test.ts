import { expect } from 'chai';
import { column, type Column } from '../../lib/snapshot/column.ts';
import { BackfillError } from '../../lib/snapshot/snapshot-error.ts';
import { tableSnapshot } from '../../lib/snapshot/table-snapshot.ts';
import { describeEachDialect } from '../support/databases.ts';
import { caught } from '../support/migrations.ts';
import { useSchemaDatabase } from '../support/schema-database.ts';

const big = ['9007199254740993', '9007199254740995', '9007199254740997', '9223372036854775807'];
const bytes = [
  Buffer.from([0, 1]),
  Buffer.from([0, 255]),
  Buffer.from([254, 39]),
  Buffer.from([255]),
];
const words = ["a'b", 'B"\\\\', 'ü😀', 'Z? {,}'];

describeEachDialect('batches', (dialect) => {
  const database = useSchemaDatabase(dialect);

  const keys: readonly (readonly [
    string,
    readonly (readonly [string, string, readonly unknown[]])[],
  ])[] = [
    ['a bigint', [['bigInteger', 'bigint', big]]],
    ['a text', [['text', 'varchar(40)', words]]],
    ['bytes', [['binary', dialect === 'postgres' ? 'bytea' : 'varbinary(20)', bytes]]],
    ['a decimal', [['decimal', 'decimal(20,4)', ['0.1001', '0.1002', '5', '6.5']]]],
    [
      'two columns',
      [
        ['integer', 'integer', [1, 1, 2, 2]],
        ['text', 'varchar(40)', words],
      ],
    ],
    [
      'three columns',
      [
        ['integer', 'integer', [1, 1, 1, 2]],
        ['bigInteger', 'bigint', [big[0], big[0], big[1], big[0]]],
        ['text', 'varchar(40)', words],
      ],
    ],
  ];
  for (const [title, columns] of keys) {
    it(`go through a key of ${title}, in a transaction and without`, async () => {
      const { knex } = database;
      const names = columns.map((_, index) => `Key ${index}`);
      await knex.schema.dropTableIfExists('keyed');
      await knex.schema.createTable('keyed', (table) => {
        for (const [index, [, type]] of columns.entries())
          table.specificType(names[index]!, type).notNullable();
        table.integer('n').notNullable().defaultTo(0);
        table.primary(names);
      });
      for (let row = 0; row < 4; row += 1) {
        const values = columns.map(([, , each], at) => [names[at], each[row]]);
        await knex('keyed').insert(Object.fromEntries(values));
      }
      const snapshot = tableSnapshot('keyed', { n: column.integer() });
      const set = (row: { n: number }): { n: number } => ({ n: row.n + 1 });
      await knex.transaction((trx) => snapshot.backfill(trx, { set, batchSize: 1 }));
      await snapshot.backfill(knex, { set, batchSize: 1 });
      await snapshot.backfill(knex, { set: { n: knex.raw('n + 1') }, batchSize: 2 });
      expect(await snapshot.query(knex).pluck('n')).to.deep.equal([3, 3, 3, 3]);
    });
  }

  if (dialect === 'postgres') {
    it('leave what a key only includes out of it', async () => {
      const { knex } = database;
      await knex.raw('create table including (id int, n int, primary key (id) include (n))');
      await knex('including').insert([{ id: 1 }, { id: 2 }]);
      const snapshot = tableSnapshot('including', { n: column.integer().nullable() });
      await snapshot.backfill(knex, { set: () => ({ n: 1 }), batchSize: 1 });
      await snapshot.backfill(knex, { set: { n: knex.raw('n + 1') }, batchSize: 1 });
      expect(await snapshot.query(knex).pluck('n')).to.deep.equal([2, 2]);
    });
  }

  it('refuse a table without a primary key, unless columns are given', async () => {
    const { knex } = database;
    await knex.schema.createTable('heap', (table) => void table.integer('n').notNullable());
    await knex('heap').insert([{ n: 1 }, { n: 2 }]);
    const columns = { n: column.integer() };
    const error = await caught(BackfillError, () =>
      tableSnapshot('heap', columns).backfill(knex, { set: () => undefined }),
    );
    expect(error.problems[0]?.code).to.equal('E_BACKFILL_KEY');
    const keyed = tableSnapshot('heap', columns, { primaryKey: ['n'] });
    expect(await keyed.backfill(knex, { set: () => undefined })).to.include({ done: 2 });
  });

  it('write any type, and leave alone what is not set, to the microsecond', async () => {
    const { knex } = database;
    const isPostgres = dialect === 'postgres';
    const exact = isPostgres ? '2024-02-03 04:05:06.123456+00' : '2024-02-03 04:05:06.123456';
    await knex.schema.createTable('typed', (table) => {
      table.integer('id').primary();
      table.text('txt');
      table.binary('bin');
      table.json('js');
      table.boolean('flag');
      table.decimal('dec', 20, 4);
      table.bigInteger('big');
      if (isPostgres) table.specificType('tags', 'text[]');
      table.timestamp('seen', { precision: 6 }).nullable();
      table.timestamp('made', { precision: 6 }).nullable();
      table.date('born');
    });
    await knex('typed').insert([1, 2].map((id) => ({ id, seen: exact, made: exact })));
    const tags: Record<string, Column<string[] | null>> = isPostgres
      ? { tags: column.specific<string[]>('text[]').nullable() }
      : {};
    const typed = tableSnapshot('typed', {
      id: column.integer(),
      txt: column.text().nullable(),
      bin: column.binary().nullable(),
      js: column.json<unknown>().nullable(),
      flag: column.boolean().nullable(),
      dec: column.decimal().nullable(),
      big: column.bigInteger<string | number | bigint>().nullable(),
      seen: column.timestamp().nullable(),
      made: column.timestamp().nullable(),
      born: column.date().nullable(),
      ...tags,
    });
    const at = new Date(2021, 4, 6, 7, 8, 9, 123);
    const json = [1, null, { deep: ['"\\', "it's", 'ü'] }];
    const set = (row: { id: number; seen: unknown }): object => ({
      txt: 'line\nwith \'all\' "of" \\ {it}, ü😀 ?',
      bin: Buffer.from([0, 1, 39, 92, 255]),
      js: json,
      flag: true,
      dec: '12345678901.2345',
      big: 9007199254740993n,
      seen: row.seen,
      ...(row.id === 1 ? { made: at } : { born: null }),
      ...(isPostgres ? { tags: ['a"b', 'c,d', 'NULL', '{}'] } : {}),
    });
    await knex.transaction((trx) => typed.backfill(trx, { set: (row) => set(row) as never }));
    let read: unknown;
    await typed.backfill(knex, {
      where: (q) => q.where('id', 1),
      set: (row) => void (read = row.js),
    });
    expect(read, 'the value of json, not its text').to.deep.equal(json);
    const [one, two] = await typed.query(knex).orderBy('id');
    for (const row of [one!, two!]) {
      expect(row.txt).to.equal('line\nwith \'all\' "of" \\ {it}, ü😀 ?');
      expect([...row.bin!]).to.deep.equal([0, 1, 39, 92, 255]);
      expect(Boolean(row.flag)).to.equal(true);
      expect(Number(row.dec)).to.equal(12345678901.2345);
      if (isPostgres)
        expect((row as { tags?: unknown }).tags).to.deep.equal(['a"b', 'c,d', 'NULL', '{}']);
    }
    expect(new Date(one!.made as Date)).to.deep.equal(at);
    const text = isPostgres
      ? `to_char(seen at time zone 'utc', 'HH24:MI:SS.US')`
      : 'cast(seen as char(40))';
    const char = dialect === 'sqlite' ? 'seen' : text;
    const exacts = await knex('typed').select(knex.raw(`${char} as seen`));
    for (const { seen } of exacts) expect(seen).to.contain('.123456');
    const bigs = await knex('typed').select(
      knex.raw(`cast(big as ${dialect === 'mysql' ? 'char' : 'text'}) as big`),
    );
    expect(bigs.map(({ big: value }) => value)).to.deep.equal([big[0], big[0]]);
  });
});

describeEachDialect(
  'batches',
  (dialect) => {
    const database = useSchemaDatabase(dialect);

    it('find rows by their numbers, also by those that JavaScript would round', async () => {
      const { knex } = database;
      await knex.raw('create table numbered (key varchar(40) primary key, n integer not null)');
      for (const [index, number] of ['-9007199254740995', '7', ...big].entries()) {
        await knex.raw(`insert into numbered (rowid, key, n) values (${number}, ?, ?)`, [
          `k${index}`,
          index,
        ]);
      }
      const snapshot = tableSnapshot('numbered', { key: column.text(), n: column.integer() });
      const set = ({ n }: { n: number }): { n: number } => ({ n: n + 10 });
      await knex.transaction((trx) => snapshot.backfill(trx, { set, batchSize: 2 }));
      expect(await snapshot.query(knex).orderBy('key').pluck('n')).to.deep.equal([
        10, 11, 12, 13, 14, 15,
      ]);
    });
  },
  ['sqlite'],
);
