/**
 * Index the names of products without regard to case, while the shop is open
 *
 * Revision: a1b4c9df789d
 * Revises: c0a05e0cd317
 * Created: 2024-10-08T07:24:32.000Z
 */

import type { Knex } from 'knex';

/** An index that is built beside the work of others takes no transaction. */
export const config = { transaction: false };

export async function up(knex: Knex): Promise<void> {
  await knex.raw(
    'create index concurrently if not exists ix__product__lower_name on product (lower(name))',
  );
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop index concurrently if exists ix__product__lower_name');
}
