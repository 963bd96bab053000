import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Knex } from 'knex';
import { messageOf, OptionsError, StairwayError } from '../errors.ts';
import { waitForDatabase } from '../service/wait-for-database.ts';
import type { Knexfile } from './knexfile.ts';

/**
 * Opens the database of a knexfile through the Knex of its project, for as long as `use` works.
 * A SQLite file that does not exist is not made.
 *
 * @throws OptionsError where the project has no Knex
 * @throws StairwayError with the code `E_DATABASE` where the database does not answer
 */
export async function withDatabase<T>(
  knexfile: Knexfile,
  use: (knex: Knex) => Promise<T>,
): Promise<T> {
  const filename = fileOf(knexfile.config);
  if (filename !== undefined && !existsSync(filename)) throw fileMissing(filename);
  return withKnex(knexfile, async (knex) => {
    // Past the pool, whose failures Knex writes to the console.
    await waitForDatabase(knex, { limitMs: 0 });
    return use(knex);
  });
}

/**
 * Does what `withDatabase` does, for commands that ask what is to come: a SQLite file that does not
 * exist is an empty database, in memory.
 *
 * @param use is given the configuration with that connection, too
 */
export async function withDatabaseOrEmpty<T>(
  knexfile: Knexfile,
  use: (knex: Knex, config: Knex.Config) => Promise<T>,
): Promise<T> {
  const { config } = knexfile;
  const filename = fileOf(config);
  const isMissing = filename !== undefined && !existsSync(filename);
  const connection = { ...(config.connection as object), filename: ':memory:' };
  const settled = isMissing ? { ...config, connection } : config;
  return withDatabase({ ...knexfile, config: settled }, (knex) => use(knex, settled));
}

/** Makes the Knex of a knexfile, for as long as `use` works; it connects to nothing by itself. */
export async function withKnex<T>(
  { path, config }: Knexfile,
  use: (knex: Knex) => Promise<T>,
): Promise<T> {
  const knex = loadKnex(path)(config);
  try {
    return await use(knex);
  } finally {
    await knex.destroy();
  }
}

/**
 * Loads the Knex of a project.
 *
 * @throws OptionsError where it has none
 */
export function loadKnex(knexfile: string): (config: Knex.Config) => Knex {
  const require = createRequire(knexfile);
  try {
    return require('knex') as (config: Knex.Config) => Knex;
  } catch (error) {
    throw new OptionsError('The project', [
      {
        code: 'E_KNEX_MISSING',
        where: knexfile,
        what: `finds no knex: ${messageOf(error)}`,
        repair: 'Install it beside the knexfile: npm install knex.',
      },
    ]);
  }
}

/** The file of a SQLite database; undefined for others, for URIs and for one in memory. */
function fileOf({ client, connection }: Knex.Config): string | undefined {
  if (client !== 'better-sqlite3' && client !== 'sqlite3') return undefined;
  const filename: unknown =
    typeof connection === 'object' && connection !== null && 'filename' in connection
      ? connection.filename
      : undefined;
  return typeof filename === 'string' && !/^(?::memory:|file:|$)/u.test(filename)
    ? filename
    : undefined;
}

function fileMissing(where: string): StairwayError {
  const repair = 'Migrate first, or correct the connection in the knexfile (or --env).';
  return new StairwayError('E_DATABASE', 'There is no database; nothing was read.', [
    { code: 'E_DATABASE_FILE', where, what: 'does not exist', repair },
  ]);
}
