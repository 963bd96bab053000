import type { Catalog } from '../catalog/catalog.ts';
import { diffCatalogs } from '../catalog/diff-catalogs.ts';
import type { MigrationFile } from '../source/migration-file.ts';
import type { ClimbPlan } from './climb-plan.ts';
import { failureProblem, problemOf } from './climb-problem.ts';
import type { ClimbProblem } from './report.ts';
import { Stage } from './stage.ts';

/**
 * Lets Knex itself run all migrations in one go on a new database, and compares.
 *
 * @param expected what came of them one by one
 */
export async function problemsOfOneGo(plan: ClimbPlan, expected: Catalog): Promise<ClimbProblem[]> {
  const migrations = { ...plan.config.migrations, migrationSource: sourceOf(plan) };
  const stage = await Stage.open({ ...plan, config: { ...plan.config, migrations } });
  try {
    const limit = plan.stepTimeoutMs * Math.max(1, plan.migrations.length);
    const outcome = await stage.runHook((knex) => knex.migrate.latest(), limit);
    if (!outcome.ok) {
      const work = { kind: 'one-go', object: 'knex migrate:latest' } as const;
      return [failureProblem(work, outcome, stage.watch)];
    }
    return diffCatalogs(expected, await stage.read()).map((difference) =>
      problemOf({
        kind: 'one-go',
        object: difference.object,
        message: `in one go, ${difference.message}`,
        repair:
          'Look for what only one of the ways leaves: data, or a migration that works on a connection of its own.',
        difference,
      }),
    );
  } finally {
    await stage.close();
  }
}

/** The source, up to the last migration that runs. */
function sourceOf({ source, migrations }: ClimbPlan): {
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
