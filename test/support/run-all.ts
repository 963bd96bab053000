import type { Knex } from 'knex';

/** Runs statements that are apart by semicolons at the ends of lines. */
export async function runAll(knex: Knex, sql: string): Promise<void> {
  for (const statement of sql.split(/;\s*\n|;\s*$/u)) {
    if (statement.trim() !== '') await knex.raw(statement);
  }
}
