/**
 * Checked by tsc only: rows have the types of their columns, and no other column can be named.
 */
import type { Knex } from 'knex';
import { column, tableSnapshot, type RowOf } from '../../lib/index.ts';

type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Compiles where its type argument is `true`. */
function claim<_Claim extends true>(): void {}

declare const knex: Knex;
declare const trx: Knex.Transaction;

const account = tableSnapshot('account', {
  id: column.uuid(),
  email: column.text().nullable(),
  age: column.integer(),
  visits: column.bigInteger(),
  exact: column.bigInteger<string>(),
  isActive: column.boolean(),
  seenAt: column.timestamp<Date>().nullable(),
  born: column.date(),
  settings: column.json<{ theme: 'dark' | 'light' }>(),
  price: column.decimal(),
  photo: column.binary().nullable(),
  status: column.enum(['open', 'closed']),
  tags: column.specific<string[]>('text[]'),
});

type Row = RowOf<typeof account.columns>;

export function infersRows(): void {
  claim<Same<Row['id'], string>>();
  claim<Same<Row['email'], string | null>>();
  claim<Same<Row['age'], number>>();
  claim<Same<Row['visits'], string | number>>();
  claim<Same<Row['exact'], string>>();
  claim<Same<Row['isActive'], boolean | 0 | 1>>();
  claim<Same<Row['seenAt'], Date | null>>();
  claim<Same<Row['born'], Date | string | number>>();
  claim<Same<Row['settings'], { theme: 'dark' | 'light' }>>();
  claim<Same<Row['price'], string | number>>();
  claim<Same<Row['photo'], Uint8Array | null>>();
  claim<Same<Row['status'], 'open' | 'closed'>>();
  claim<Same<Row['tags'], string[]>>();
}

export async function queries(): Promise<void> {
  const all = await account.query(trx);
  claim<Same<typeof all, Row[]>>();
  const some = await account.query(knex).select('id', 'status').whereNull('email').limit(3);
  claim<Same<typeof some, Pick<Row, 'id' | 'status'>[]>>();
  const first = await account.query(knex).where({ status: 'open', email: null }).first('id');
  claim<Same<typeof first, Pick<Row, 'id'> | undefined>>();
  const ids = await account.query(knex).pluck('id');
  claim<Same<typeof ids, string[]>>();
  const updated = await account.query(knex).where('age', '>', 3).update({ email: null });
  claim<Same<typeof updated, number>>();
  await account.query(knex).update({ email: knex.raw('lower(email)') });
  await account
    .query(knex)
    .where((q) => q.whereNull('email').orWhere('age', 3))
    .count();
  await account.query(knex).modify((plain) => plain.join('team', 'team.id', 'account.team_id'));

  // @ts-expect-error selecting a column that is not declared
  void account.query(knex).select('name');
  // @ts-expect-error filtering by one
  void account.query(knex).where('name', 'ada');
  // @ts-expect-error filtering by one in an object
  void account.query(knex).where({ name: 'ada' });
  // @ts-expect-error asking whether one is null
  void account.query(knex).whereNull('name');
  // @ts-expect-error a list for one
  void account.query(knex).whereIn('name', ['ada']);
  // @ts-expect-error ordering by one
  void account.query(knex).orderBy('name');
  // @ts-expect-error setting one
  void account.query(knex).update({ name: 'ada' });
  // @ts-expect-error setting one alone
  void account.query(knex).update('name', 'ada');
  // @ts-expect-error inserting one
  void account.query(knex).insert({ name: 'ada' });
  // @ts-expect-error a word that the enum does not have
  void account.query(knex).where('status', 'opened');
  // @ts-expect-error null where the column has none
  void account.query(knex).update({ age: null });
  // @ts-expect-error a text for a number
  void account.query(knex).where('age', 'three');
  // @ts-expect-error a column in a group of conditions
  void account.query(knex).where((q) => q.whereNull('name'));
  // @ts-expect-error after a select too
  void account.query(knex).select('id').whereNull('name');
}

export async function moves(): Promise<void> {
  await account.backfill(trx, {
    where: (q) => q.whereNull('email'),
    set: (row) => {
      claim<Same<typeof row, Row>>();
      return row.age > 3 ? { email: row.id } : undefined;
    },
  });
  await account.backfill(trx, { set: { email: knex.raw('lower(email)'), age: 3 } });
  await account.backfill(trx, { set: async (row) => ({ tags: row.tags }) });
  await account.insertMany(trx, [{ id: 'a', status: 'open' }]);
  const archive = tableSnapshot('archive', { key: column.uuid(), note: column.text() });
  await archive.copyRows(trx, account, { columns: { key: 'id', note: knex.raw(`'x'`) } });

  // @ts-expect-error a function that gives a column that is not declared
  await account.backfill(trx, { set: () => ({ name: 'ada' }) });
  // @ts-expect-error a function that gives null where the column has none
  await account.backfill(trx, { set: () => ({ age: null }) });
  // @ts-expect-error an expression for a column that is not declared
  await account.backfill(trx, { set: { name: knex.raw('1') } });
  // @ts-expect-error a row has no such column
  await account.backfill(trx, { set: (row) => ({ email: row.name }) });
  // @ts-expect-error a filter by a column that is not declared
  await account.backfill(trx, { where: (q) => q.whereNull('name'), set: {} });
  // @ts-expect-error a new row with a column that is not declared
  await account.insertMany(trx, [{ name: 'ada' }]);
  // @ts-expect-error a column that the source does not have
  await archive.copyRows(trx, account, { columns: { key: 'name' } });
  // @ts-expect-error a column that the target does not have
  await archive.copyRows(trx, account, { columns: { name: 'id' } });
  // @ts-expect-error a key of columns that are not declared
  tableSnapshot('t', { id: column.uuid() }, { primaryKey: ['name'] });
}
