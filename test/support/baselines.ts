import { join } from 'node:path';
import type { Knex } from 'knex';
import { readSqliteTexts } from '../../lib/adopt/baseline-texts.ts';
import { writeBaseline, type Baseline } from '../../lib/adopt/baseline.ts';
import type { Catalog } from '../../lib/catalog/catalog.ts';
import { diffCatalogs } from '../../lib/catalog/diff-catalogs.ts';
import { readCatalog } from '../../lib/catalog/read-catalog.ts';
import { formatMigration } from '../../lib/make/migration-text.ts';
import { EpochMigrationSource } from '../../lib/migration/epoch-migration-source.ts';
import { settleHistory } from '../../lib/migration/convention-history.ts';
import type { Conventions } from '../../lib/schema/conventions.ts';
import type { TestDatabase } from './databases.ts';
import { createProject, root } from './project.ts';

/** What became of a baseline in a database that was empty. */
export interface BaselineTrial {
  readonly text: string;
  readonly leftOut: Baseline['leftOut'];
  readonly before: Catalog;
  /** Messages of what the baseline makes otherwise. */
  readonly differences: readonly string[];
  /** Messages of what its `down` leaves. */
  readonly traces: readonly string[];
}

/** Writes the baseline of a database, and runs it up and down in an empty one by plain Knex. */
export async function tryBaseline(
  old: Knex,
  fresh: TestDatabase,
  conventions: Conventions | false = {},
): Promise<BaselineTrial> {
  const before = await readCatalog(old);
  const texts = before.dialect === 'sqlite' ? await readSqliteTexts(old) : new Map();
  const instant = 1_700_000_000_000;
  const config = settleHistory(conventions)(instant);
  const { body, leftOut } = writeBaseline(before, { config, replaces: ['1_old'], texts });
  const header = { message: 'Baseline', revision: 'b', revises: [], created: '2026' };
  const text = formatMigration(header, 'commonjs', body);
  const project = createProject({
    'migrations/1700000000_c0a05e0cd317_baseline.cjs': text.replace(
      "require('knex-stairway')",
      // The copy that this test runs on.
      `require(${JSON.stringify(join(root, 'lib/index.ts'))})`,
    ),
  });
  try {
    const directory = join(project.folder, 'migrations');
    const migrationSource = new EpochMigrationSource({ directory, conventions });
    const knex = fresh.connect({ migrations: { migrationSource } });
    const empty = await readCatalog(knex);
    await knex.migrate.latest().catch((error: unknown) => {
      throw new Error(`${String(error)}\n${text}`, { cause: error });
    });
    const differences = messages(before, await readCatalog(knex));
    await knex.migrate.rollback();
    return { text, leftOut, before, differences, traces: messages(empty, await readCatalog(knex)) };
  } finally {
    project.remove();
  }
}

function messages(before: Catalog, after: Catalog): string[] {
  return diffCatalogs(before, after).map(({ message }) => message);
}
