/**
 * Create product, what the shop sells
 *
 * Revision: c0a05e0cd317
 * Revises:
 * Created: 2024-10-08T07:24:21.000Z
 */

import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('product', (table) => {
    table.comment('What the shop sells');
    table.increments('id').comment('Identifier');
    table.string('name').notNullable().unique().comment('What the label says');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('product');
}
