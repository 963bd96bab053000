/**
 * Add integration service
 *
 * Revision: c0a05e0cd317
 * Revises:
 * Created: 2024-10-08T07:24:21.000Z
 */

import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('integration_service', (table) => {
    table.comment('Outside services that we exchange data with: payment, delivery, mail');
    table.increments('id').comment('Identifier of the service');
    table.string('name', 128).notNullable().unique().comment('Name that people know it by');
    table.string('base_url', 2048).notNullable().comment('Address that its API answers at');
    table
      .boolean('is_enabled')
      .notNullable()
      .defaultTo(true)
      .comment('Whether we call it at present');
    table
      .timestamp('created_at')
      .notNullable()
      .defaultTo(knex.fn.now())
      .comment('When the record was made');
    table.timestamp('updated_at').nullable().comment('When the record was last changed, if ever');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('integration_service');
}
