/**
 * Fill user_account.email
 *
 * Users without an address get one at example.com, a domain that delivers no mail. A table keeps
 * which ones were made up: down takes back those, and none that a user typed, before or since.
 *
 * Revision: cf74a56ff7e7
 * Revises: 83c189d2112f
 * Created: 2024-10-08T07:25:27.000Z
 */

import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('user_account_filled_email', (table) => {
    table.comment('Addresses in user_account that were made up; not for mail');
    table
      .uuid('user_id')
      .primary()
      .references('id')
      .inTable('user_account')
      .onDelete('CASCADE')
      .comment('Account that had no address');
    table.string('email', 254).notNullable().comment('Address that was made up for it');
  });
  await knex.raw(`
    insert into user_account_filled_email (user_id, email)
    select id, concat(username, '@example.com') from user_account where email is null
  `);
  await knex.raw(`
    update user_account
    set email = (select email from user_account_filled_email where user_id = user_account.id)
    where id in (select user_id from user_account_filled_email)
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    update user_account
    set email = null
    where exists (
      select 1 from user_account_filled_email as filled
      where filled.user_id = user_account.id and filled.email = user_account.email
    )
  `);
  await knex.schema.dropTable('user_account_filled_email');
}
