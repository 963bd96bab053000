import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Knex } from 'knex';
import { readCatalog } from '../catalog/read-catalog.ts';
import { loadModule } from '../source/load-module.ts';
import { readSqliteTexts } from './baseline-texts.ts';
import { writeBaseline } from './baseline.ts';

/**
 * Reads the schema of a database.
 *
 * @param schemaName of Knex's own tables, which Knex wants to be there already
 * @returns a function that makes the same in an empty database, without rows
 */
export async function copySchema(
  from: Knex,
  schemaName: string | undefined,
): Promise<(to: Knex) => Promise<void>> {
  const catalog = await readCatalog(from);
  const texts = catalog.dialect === 'sqlite' ? await readSqliteTexts(from) : new Map();
  // Under no conventions it imports nothing.
  const { body } = writeBaseline(catalog, { config: undefined, replaces: [], texts, schemaName });
  return async (to) => {
    const folder = mkdtempSync(join(tmpdir(), 'stairway-copy-'));
    try {
      const path = join(folder, 'copy.cjs');
      writeFileSync(path, body('commonjs'));
      const { up } = (await loadModule(path)) as Knex.Migration;
      await up(to);
    } finally {
      rmSync(folder, { recursive: true });
    }
  };
}
