import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import knexModule, { type Knex } from 'knex';
import { databaseOf } from '../database.ts';
import { isKnexTable, readTables } from './tables.ts';

/** Where the demo plays. */
export interface Stage {
  /** How the demo calls the database. */
  readonly title: string;
  /** What the knexfile reads to find the database. */
  readonly environment: NodeJS.ProcessEnv;
  readonly knex: Knex;
  close(): Promise<void>;
}

/**
 * Opens a SQLite file of the demo's own, or the database of DATABASE_URL if that is empty.
 *
 * @throws Error where DATABASE_URL leads to a database in use; nothing was changed in it
 */
export async function openStage(): Promise<Stage> {
  if ((process.env['DATABASE_URL'] ?? '') === '') return openFile();
  const config = databaseOf(process.env);
  const knex = knexModule(config);
  const close = (): Promise<void> => knex.destroy();
  try {
    await assertEmpty(knex);
  } catch (error) {
    await close();
    throw error;
  }
  const title = `the database of DATABASE_URL, by ${String(config.client)}`;
  return { title, environment: process.env, knex, close };
}

function openFile(): Stage {
  const folder = mkdtempSync(join(tmpdir(), 'knex-stairway-demo-'));
  const environment = { ...process.env, SQLITE_FILE: join(folder, 'demo.sqlite3') };
  const knex = knexModule(databaseOf(environment));
  return {
    title: 'a SQLite file that is deleted afterwards',
    environment,
    knex,
    async close() {
      await knex.destroy();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The demo ends with rollback --all, which must find nothing but what the demo made. */
async function assertEmpty(knex: Knex): Promise<void> {
  const tables = await readTables(knex);
  const foreign = tables.map(({ name }) => name).filter((name) => !isKnexTable(name));
  const isMigrated =
    tables.some(({ name }) => name === 'knex_migrations') &&
    (await knex('knex_migrations').first()) !== undefined;
  if (foreign.length === 0 && !isMigrated) return;
  const found = foreign.length > 0 ? foreign.join(', ') : 'a history in knex_migrations';
  throw new Error(
    `The database of DATABASE_URL is in use: it holds ${found}. Nothing was changed.\n` +
      'Let DATABASE_URL name an empty database, or unset it to play on a SQLite file.',
  );
}
