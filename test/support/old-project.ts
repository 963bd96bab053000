import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Knex } from 'knex';
import type { DialectName } from '../../lib/dialect/dialect.ts';
import { inFolder, knexfileText } from './command-line.ts';
import type { TestDatabase } from './databases.ts';

/** What a project of these tests has installed. */
export const drivers = ['knex', 'better-sqlite3', 'pg', 'mysql2', 'tsx'];

/** A knexfile of plain Knex, as ES module. */
export function plainKnexfile({ config }: TestDatabase, migrations: string): string {
  return `export default {
  client: ${JSON.stringify(config.client)},
  connection: ${JSON.stringify(config.connection)},
  useNullAsDefault: true,
  migrations: ${migrations},
};
`;
}

/** A knexfile with our source, and options of it behind the directory. */
export function stairwayKnexfile({ config }: TestDatabase, options = ''): string {
  return knexfileText
    .replace("'better-sqlite3'", JSON.stringify(config.client))
    .replace("{ filename: './dev.sqlite3' }", JSON.stringify(config.connection))
    .replace("directory: './migrations'", `directory: './migrations'${options}`);
}

/**
 * Makes tables as years of plain Knex leave them: names by Knex, by hand, in wrong places, and none;
 * names that are cut, and names that trade places under the convention.
 */
export async function buildOldTables(knex: Knex, dialect: DialectName): Promise<void> {
  await knex.schema.createTable('team', (table) => {
    table.increments();
    table.string('name', 99).notNullable().unique();
    table.string('slug', 99).unique('by hand?');
    table.integer('size');
    table.integer('rank');
    table.check('?? > 0', ['size'], 'size_is_positive');
    // These two trade places.
    table.index('size', 'ix__team__rank');
    table.index('rank', 'ix__team__size');
  });
  const long = 'a_column_whose_name_goes_on_and_on_until_no_database_takes_it';
  await knex.schema.createTable('player', (table) => {
    table.increments();
    table
      .integer('team_id')
      .unsigned()
      .notNullable()
      .references('id')
      .inTable('team')
      .onDelete('cascade');
    table.integer('mentor_id').unsigned();
    table.foreign('mentor_id', 'mentor').references('player.id').onDelete('set null');
    table.string(long, 20);
    table.string('email', 99).index();
    table.enu('state', ['shy', 'fine']);
    table.unique(['team_id', 'email']);
    table.index([long, 'email'], 'long');
    table.check('?? <> ?', ['email', "it's"], 'mail');
  });
  await knex.schema.createTable('tag', (table) => {
    table.string('key', 20);
    table.integer('player_id').unsigned();
    table.primary(['key', 'player_id']);
    table.index('key', 'tag_first');
  });
  await knex('team').insert({ name: 'red', size: 3, rank: 1 });
  await knex('player').insert({ team_id: 1, email: 'a@b.c', state: 'shy' });
  await knex('player').insert({ team_id: 1, mentor_id: 1, email: 'b@b.c', state: 'fine' });
  if (dialect === 'sqlite') {
    await knex.raw('create view players as select * from player');
    await knex.raw(
      'create trigger touch after update on player begin update team set rank = 2 where id = new.team_id; end',
    );
  }
}

let loads = 0;

/** Lets plain Knex migrate with the knexfile of a folder, in this process. */
export function migrateIn(
  folder: string,
  database: TestDatabase,
  to: 'latest' | 'down',
): Promise<string[]> {
  return inFolder(folder, async () => {
    // Anew each time, as a process would.
    const url = `${pathToFileURL(join(folder, 'knexfile.js')).href}?${(loads += 1)}`;
    const { default: config } = (await import(url)) as { default: Knex.Config };
    const quiet = { ...config, log: { warn: () => {}, error: () => {} } };
    const [, moved] = (await database.connect(quiet).migrate[to]()) as [number, string[]];
    return moved.map((path) => path.replace(/^.*[/\\]/u, ''));
  });
}
