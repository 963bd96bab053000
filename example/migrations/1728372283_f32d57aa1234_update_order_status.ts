/**
 * Update order status
 *
 * Words in place of one-letter codes, and an index, as the back office filters by status.
 *
 * Revision: f32d57aa1234
 * Revises: 34605e10b5ec
 * Created: 2024-10-08T07:24:43.000Z
 */

import type { Knex } from 'knex';

const words = { N: 'new', P: 'paid', S: 'shipped', C: 'cancelled' } as const;

export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('customer_order', (table) => {
    table
      .string('status', 16)
      .notNullable()
      .defaultTo(words.N)
      .comment('State of the order: new, paid, shipped or cancelled')
      .alter();
  });
  for (const [code, word] of Object.entries(words)) {
    await knex('customer_order').where({ status: code }).update({ status: word });
  }
  await knex.schema.alterTable('customer_order', (table) => {
    table.index(['status']);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.alterTable('customer_order', (table) => {
    table.dropIndex(['status']);
  });
  for (const [code, word] of Object.entries(words)) {
    await knex('customer_order').where({ status: word }).update({ status: code });
  }
  await knex.schema.alterTable('customer_order', (table) => {
    table
      .string('status', 1)
      .notNullable()
      .defaultTo('N')
      .comment('State of the order: N new, P paid, S shipped, C cancelled')
      .alter();
  });
}
