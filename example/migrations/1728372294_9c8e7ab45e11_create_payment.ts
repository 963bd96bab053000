/**
 * Create payment
 *
 * Revision: 9c8e7ab45e11
 * Revises: f32d57aa1234
 * Created: 2024-10-08T07:24:54.000Z
 */

import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('payment', (table) => {
    table.comment('Payments for orders; they are books, so they outlive what they point to');
    table.uuid('id').primary().comment('Identifier of the payment, chosen by the application');
    table
      .uuid('order_id')
      .notNullable()
      .index()
      .references('id')
      .inTable('customer_order')
      .onDelete('RESTRICT')
      .comment('Order that the payment is for');
    table
      .integer('service_id')
      .unsigned()
      .notNullable()
      .references('id')
      .inTable('integration_service')
      .onDelete('RESTRICT')
      .comment('Integration service that handled the payment');
    table
      .string('external_id', 128)
      .notNullable()
      .comment('Identifier of the payment at that service');
    // Whole cents: SQLite has no decimal type.
    table
      .integer('amount_cents')
      .notNullable()
      .checkPositive()
      .comment('Amount in hundredths of the currency');
    table.string('currency', 3).notNullable().comment('Currency of the amount, as in ISO 4217');
    table.timestamp('paid_at').nullable().comment('When the money arrived; empty until then');
    table
      .timestamp('created_at')
      .notNullable()
      .defaultTo(knex.fn.now())
      .comment('When the record was made');
    // A service that reports a payment twice must not pay twice. It also serves the foreign key.
    table.unique(['service_id', 'external_id']);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('payment');
}
