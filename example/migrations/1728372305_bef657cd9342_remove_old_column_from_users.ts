/**
 * Remove old column from users
 *
 * Nobody has asked for legacy_login since the old shop was closed. What stood in it is gone for
 * good: down brings the column back, but empty.
 *
 * Revision: bef657cd9342
 * Revises: 9c8e7ab45e11
 * Created: 2024-10-08T07:25:05.000Z
 */

import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  // By SQL, which is the same on all three databases: dropColumn of Knex rebuilds the table on
  // SQLite, which with foreign keys on fails, or deletes rows of the tables that refer to it.
  await knex.raw('alter table ?? drop column ??', ['user_account', 'legacy_login']);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.alterTable('user_account', (table) => {
    table.string('legacy_login', 64).nullable().comment('Login in the shop that this one replaced');
  });
}
