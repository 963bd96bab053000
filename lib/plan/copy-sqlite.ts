import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Knex } from 'knex';
import { messageOf } from '../errors.ts';
import { unquoted } from './plain-sql.ts';
import { PlanError } from './plan-error.ts';
import type { ThrowAwayCopy } from './throw-away-copy.ts';

/** Copies a SQLite database, as it is at the moment, into a file in the temporary folder. */
export async function copySqlite(knex: Knex, config: Knex.Config): Promise<ThrowAwayCopy> {
  const folder = mkdtempSync(join(tmpdir(), 'knex-stairway-plan-'));
  const filename = join(folder, 'copy.sqlite3');
  const { connectionSettings } = knex.client as { connectionSettings: object };
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    // https://www.sqlite.org/lang_vacuum.html#vacuuminto: also while others write
    await knex.raw('vacuum into ?', [filename]);
  } catch (error) {
    await remove();
    throw new PlanError(
      filename,
      `cannot be made a copy of the database: ${messageOf(error)}`,
      'Make room in the temporary folder (TMPDIR).',
      error,
    );
  }
  return {
    config: { ...config, connection: { ...connectionSettings, filename } },
    assertWithin: refuseAttaching,
    notes: [],
    remove,
  };
}

function refuseAttaching(sql: string, migration: string): void {
  if (!/(?:^|;)\s*(?:attach\b|vacuum\b.*\binto\b)/isu.test(unquoted(sql))) return;
  throw new PlanError(
    migration,
    `would reach past the copy on which it is planned: ${sql.slice(0, 200)}`,
    'Read what it does; there is no plan of it.',
  );
}
