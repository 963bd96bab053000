import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Knex } from 'knex';
import { messageOf, OptionsError, StairwayError } from '../errors.ts';
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
  if (filename !== undefined && !existsSync(filename)) throw noAnswer(`${filename} does not exist`);
  const knex = loadKnex(knexfile.path)(knexfile.config);
  try {
    await knex.raw('select 1').catch((error: unknown) => {
      throw noAnswer(messageOf(error), error);
    });
    return await use(knex);
  } finally {
    await knex.destroy();
  }
}

function loadKnex(knexfile: string): (config: Knex.Config) => Knex {
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

function noAnswer(what: string, cause?: unknown): StairwayError {
  const repair = 'Start it, or correct the connection in the knexfile (or --env).';
  return new StairwayError(
    'E_DATABASE',
    'The database does not answer; nothing was read.',
    [{ code: 'E_DATABASE', where: 'connection', what, repair }],
    { cause },
  );
}
