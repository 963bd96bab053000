import { mkdirSync, writeFileSync } from 'node:fs';
import knexModule, { type Knex } from 'knex';
import { EpochMigrationSource, uuidPrimaryKey, withConventions } from 'knex-stairway';

/** The project that an example finds: in the working directory. */
export interface World {
  readonly knex: Knex;
  readonly config: Knex.Config;
}

const opened: Knex[] = [];

const migrations = {
  '1728372261_c0a05e0cd317_add_team.mjs': `/**
 * Add teams
 *
 * Revision: c0a05e0cd317
 */
export async function up(knex) {
  await knex.schema.createTable('team', (table) => {
    table.comment('Teams of the shop');
    table.increments('id').comment('Identifier');
  });
}
export async function down(knex) {
  await knex.schema.dropTable('team');
}
`,
  '1728372272_a1b4c9df789d_add_member.mjs': `/**
 * Add members
 *
 * Revision: a1b4c9df789d
 * Revises: c0a05e0cd317
 */
export async function up(knex) {
  await knex.schema.createTable('member', (table) => {
    table.comment('Who belongs to a team');
    table.increments('id').comment('Identifier');
    table.integer('team_id').unsigned().references('id').inTable('team').comment('The team');
  });
}
export async function down(knex) {
  await knex.schema.dropTable('member');
}
`,
  'notes.md': 'Not a migration.\n',
};

/** Makes a project of two migrations, and a SQLite database that holds two tables already. */
export async function openWorld(): Promise<World> {
  mkdirSync('migrations');
  for (const [file, text] of Object.entries(migrations)) writeFileSync(`migrations/${file}`, text);
  const config: Knex.Config = {
    client: 'better-sqlite3',
    connection: { filename: './dev.sqlite3' },
    useNullAsDefault: true,
    migrations: { migrationSource: new EpochMigrationSource({ directory: './migrations' }) },
  };
  const knex = knexModule(config);
  opened.push(knex);
  await withConventions(knex.schema)
    .createTable('user_account', (table) => {
      table.comment('People who may sign in');
      uuidPrimaryKey(table);
      table.text('username').notNullable().comment('Login');
      table.text('email').comment('Address for mail');
    })
    .createTable('archive', (table) => {
      table.comment('People who might');
      uuidPrimaryKey(table);
      table.text('name').notNullable().comment('Login');
    });
  await knex('user_account').insert([{ username: 'ada' }, { username: 'bob' }]);
  return { knex, config };
}

/** Closes what the last example has opened. */
export async function closeWorlds(): Promise<void> {
  for (const knex of opened.splice(0)) await knex.destroy();
}
