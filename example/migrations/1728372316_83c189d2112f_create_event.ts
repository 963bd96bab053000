/**
 * Create event
 *
 * Revision: 83c189d2112f
 * Revises: bef657cd9342
 * Created: 2024-10-08T07:25:16.000Z
 */

import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('event', (table) => {
    table.comment('What integration services told us, as it came in');
    table.uuid('id').primary().comment('Identifier of the event, chosen by the application');
    table
      .integer('service_id')
      .unsigned()
      .notNullable()
      .index()
      .references('id')
      .inTable('integration_service')
      .onDelete('CASCADE')
      .comment('Integration service that sent the event, and that it is deleted with');
    table.string('name', 256).notNullable().comment('Kind of event, as the service calls it');
    table
      .timestamp('created_at')
      .notNullable()
      .defaultTo(knex.fn.now())
      .comment('When the record was made');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('event');
}
