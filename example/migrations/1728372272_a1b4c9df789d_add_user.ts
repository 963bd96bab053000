/**
 * Add user
 *
 * Revision: a1b4c9df789d
 * Revises: c0a05e0cd317
 * Created: 2024-10-08T07:24:32.000Z
 */

import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  // Not "user": that is a reserved word in SQL, to be quoted in every query.
  await knex.schema.createTable('user_account', (table) => {
    table.comment('People who can log in');
    table.uuid('id').primary().comment('Identifier of the account, chosen by the application');
    table.string('username', 64).notNullable().unique().comment('Name that the user logs in by');
    table.string('email', 254).nullable().comment('Address for mail to the user, if known');
    table
      .timestamp('created_at')
      .notNullable()
      .defaultTo(knex.fn.now())
      .comment('When the record was made');
    table.timestamp('updated_at').nullable().comment('When the record was last changed, if ever');
    table.string('legacy_login', 64).nullable().comment('Login in the shop that this one replaced');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('user_account');
}
