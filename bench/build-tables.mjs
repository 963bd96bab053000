// Builds the SQL of 1,000 tables of 20 columns again and again, wrapped or named by hand, and prints
// the median of the CPU milliseconds that it takes: node build-tables.mjs pg wrapped
import knexModule from 'knex';
import { withConventions } from '../dist/index.js';

const [client, mode] = process.argv.slice(2);
const isByHand = mode === 'by-hand';
const plain = knexModule({ client, useNullAsDefault: true });
const knex = isByHand ? plain : withConventions(plain, { comments: false });
const warmUps = 5;

const times = [];
for (let round = 0; round < 16; round += 1) {
  const before = process.cpuUsage();
  for (let index = 0; index < 1_000; index += 1) buildTable(`table_${index}`);
  const { user, system } = process.cpuUsage(before);
  if (round >= warmUps) times.push((user + system) / 1000);
}
console.log(times.sort((a, b) => a - b)[Math.floor(times.length / 2)]);

function buildTable(name) {
  const sql = knex.schema.createTable(name, (table) => describe(table, name)).toSQL();
  if (sql.length < 3) throw new Error(`${name} was not built`);
}

/** Twenty columns with a key, a unique, an index and a reference, as an ordinary table has. */
function describe(table, name) {
  const named = (text) => (isByHand ? text : undefined);
  table.uuid('id').primary(named(`pk__${name}`));
  table
    .string('email', 320)
    .notNullable()
    .unique({ indexName: named(`uq__${name}__email`) });
  table
    .integer('owner_id')
    .references('id')
    .inTable('owner')
    .withKeyName(named(`fk__${name}__owner_id__owner`));
  table
    .timestamp('created_at')
    .notNullable()
    .index(named(`ix__${name}__created_at`));
  for (let column = 4; column < 20; column += 1) {
    if (column % 3 === 0) table.integer(`count_${column}`).notNullable().defaultTo(0);
    else if (column % 3 === 1) table.string(`text_${column}`, 255);
    else table.boolean(`is_${column}`).defaultTo(false);
  }
}
