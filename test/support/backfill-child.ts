/**
 * A process that fills user_account without a transaction, for tests that kill it: the database is
 * the configuration of Knex in argument 1, and it says `ready` before it begins.
 */
import knexModule, { type Knex } from 'knex';
import { column, tableSnapshot } from '../../lib/index.ts';

const knex = knexModule(JSON.parse(process.argv[2] ?? '{}') as Knex.Config);
const account = tableSnapshot('user_account', {
  id: column.integer(),
  username: column.text(),
  email: column.text().nullable(),
  times: column.integer(),
});
await knex.raw('select 1');
process.stdout.write('ready\n');
await account.backfill(knex, {
  batchSize: 20,
  pauseMs: 2,
  set: (row) => ({ email: `${row.username}@example.com`, times: row.times + 1 }),
});
await knex.destroy();
process.stdout.write('done\n');
