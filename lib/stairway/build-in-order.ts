import type { Knex } from 'knex';
import type { Catalog } from '../catalog/catalog.ts';
import type { MigrationFile } from '../source/migration-file.ts';
import type { ThrowawayDatabases } from '../testing/throwaway.ts';
import { Stage } from './stage.ts';

/** Where migrations are tried. */
export interface BuildSite {
  /** The configuration of the project; its own database is never touched. */
  readonly config: Knex.Config;
  readonly database: ThrowawayDatabases;
  readonly source: Knex.MigrationSource<MigrationFile>;
}

/** What stands for the first of an order, so that they need not run. */
export interface Beginning {
  /** How many. */
  readonly count: number;
  /** Makes in an empty database what they have made. */
  make(knex: Knex): Promise<void>;
}

/** What came of an order: the schema, or the place of the migration that failed. */
export type Built = { readonly where: string } & (
  | { readonly catalog: Catalog }
  | { readonly failedAt: number; readonly error: unknown }
);

/** As long as anything may take that an empty database has to do. */
const stepTimeoutMs = 60_000;

/**
 * Runs migrations in an order of one's own on a throw-away database, and reads what comes of it.
 *
 * @throws DatabaseUnavailableError where no throw-away database can be had
 */
export async function buildInOrder(
  order: readonly MigrationFile[],
  { source, ...site }: BuildSite,
  beginning?: Beginning,
): Promise<Built> {
  const stage = await Stage.open({ ...site, stepTimeoutMs });
  const { where } = stage;
  try {
    await beginning?.make(stage.knex);
    for (const [index, item] of order.entries()) {
      if (index < (beginning?.count ?? 0)) continue;
      const error = await errorOf(stage, item, source);
      if (error !== undefined) return { where, failedAt: index, error: error.cause };
    }
    return { where, catalog: await stage.readWhole() };
  } finally {
    await stage.close();
  }
}

/** Loads and runs a migration. @returns what it threw, as `cause`; undefined where it did not */
async function errorOf(
  stage: Stage,
  item: MigrationFile,
  source: BuildSite['source'],
): Promise<{ readonly cause: unknown } | undefined> {
  try {
    const outcome = await stage.run(item, await source.getMigration(item), 'up', false);
    return outcome.ok ? undefined : { cause: outcome.error };
  } catch (cause) {
    return { cause };
  }
}
