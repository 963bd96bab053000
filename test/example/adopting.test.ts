import { runGuide } from '../support/run-guide.ts';

const files = {
  'package.json': '{"name": "shop", "private": true}',
  'knexfile.js': `module.exports = {
  client: 'better-sqlite3',
  connection: { filename: './dev.sqlite3' },
  useNullAsDefault: true,
  migrations: { directory: './migrations' },
};
`,
  'migrations/20190304120000_create_customer.js': `exports.up = (knex) =>
  knex.schema.createTable('customer', (table) => {
    table.increments();
    table.string('email').notNullable().unique();
  });
exports.down = (knex) => knex.schema.dropTable('customer');
`,
  'migrations/20200109103000_create_order.js': `exports.up = (knex) =>
  knex.schema.createTable('order', (table) => {
    table.increments();
    table.integer('customer_id').references('id').inTable('customer').onDelete('cascade');
    table.enu('state', ['new', 'paid', 'sent']);
    table.index('state', 'order_by_state');
  });
exports.down = () => {};
`,
  'migrations/20210517090000_first_customer.js': `exports.up = (knex) => knex('customer').insert({ email: 'a@example.com' });
exports.down = () => { throw new Error('no way back'); };
`,
};

describe('docs/adopting.md', () => {
  it('shows what a real run prints', function () {
    this.timeout(120_000);
    const before = 'npx knex migrate:latest';
    runGuide('docs/adopting.md', { files, packages: ['better-sqlite3'], before });
  });
});
