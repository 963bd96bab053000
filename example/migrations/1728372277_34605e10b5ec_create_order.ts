/**
 * Create order
 *
 * Revision: 34605e10b5ec
 * Revises: a1b4c9df789d
 * Created: 2024-10-08T07:24:37.000Z
 */

import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  // Not "order": that is a reserved word in SQL, to be quoted in every query.
  await knex.schema.createTable('customer_order', (table) => {
    table.comment('Orders that users placed');
    table.uuid('id').primary().comment('Identifier of the order, chosen by the application');
    table
      .uuid('user_id')
      .notNullable()
      .index()
      .references('id')
      .inTable('user_account')
      .onDelete('RESTRICT')
      .comment('Account that placed the order');
    table
      .string('status', 1)
      .notNullable()
      .defaultTo('N')
      .comment('State of the order: N new, P paid, S shipped, C cancelled');
    table
      .timestamp('placed_at')
      .notNullable()
      .defaultTo(knex.fn.now())
      .comment('When the user placed the order');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('customer_order');
}
