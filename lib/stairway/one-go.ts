import knexModule from 'knex';
import type { Catalog } from '../catalog/catalog.ts';
import { diffCatalogs } from '../catalog/diff-catalogs.ts';
import { readCatalog } from '../catalog/read-catalog.ts';
import type { MigrationFile } from '../source/migration-file.ts';
import type { ClimbPlan } from './climb-plan.ts';
import { failureProblem, problemOf } from './climb-problem.ts';
import { runGuarded } from './guarded.ts';
import { QueryWatch } from './query-watch.ts';
import type { ClimbProblem } from './report.ts';

/**
 * Lets Knex itself run all migrations in one go on a new database, and compares.
 *
 * @param expected what came of them one by one
 */
export async function problemsOfOneGo(plan: ClimbPlan, expected: Catalog): Promise<ClimbProblem[]> {
  const database = await plan.database.create(plan.config);
  const migrations = { ...database.config.migrations, migrationSource: firstOf(plan) };
  const knex = knexModule({ ...database.config, migrations });
  const watch = new QueryWatch(knex);
  try {
    const limit = plan.stepTimeoutMs * Math.max(1, plan.migrations.length);
    const outcome = await runGuarded(() => knex.migrate.latest(), limit);
    if (!outcome.ok) {
      return [failureProblem({ kind: 'one-go', object: 'knex migrate:latest' }, outcome, watch)];
    }
    return diffCatalogs(expected, await readCatalog(knex)).map((difference) =>
      problemOf({
        kind: 'one-go',
        object: difference.object,
        message: `in one go, ${difference.message}`,
        repair:
          'Look for what only one of the ways leaves: data, or a migration that runs on its own connection.',
        difference,
      }),
    );
  } finally {
    await knex.destroy();
    await database.drop();
  }
}

/** The source up to the last migration that runs. */
function firstOf({ source, migrations }: ClimbPlan): {
  getMigrations(): Promise<MigrationFile[]>;
  getMigrationName(file: MigrationFile): string;
  getMigration(file: MigrationFile): ReturnType<ClimbPlan['source']['getMigration']>;
} {
  return {
    getMigrations: async () => migrations.map(({ file }) => file),
    getMigrationName: (file) => file.name,
    getMigration: (file) => source.getMigration(file),
  };
}
