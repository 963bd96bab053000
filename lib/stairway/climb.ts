import { isStairwayError } from '../errors.ts';
import type { ClimbOptions } from './climb-options.ts';
import { planClimb, type ClimbPlan } from './climb-plan.ts';
import { problemOf } from './climb-problem.ts';
import { Climber } from './climber.ts';
import { checkHistory, historyChecks } from './history.ts';
import type { ClimbResult, HistoryResult, MigrationResult } from './report.ts';

/**
 * Takes every migration up, down and up again on a throw-away database, compares what it finds
 * there, and looks at the whole history. It reports all that is wrong, and throws only where it
 * cannot begin.
 *
 * @throws OptionsError for options that cannot be meant as they are written
 * @throws DatabaseUnavailableError where no throw-away database can be had
 * @example
 * const { ok, migrations } = await climb({ config, database: sqlite() });
 * console.log(ok, migrations.length); // true 2
 */
export async function climb(options: ClimbOptions): Promise<ClimbResult> {
  const { onProgress = () => {} } = options;
  const start = performance.now();
  const plan = planOrProblem(options);
  if ('name' in plan) return end([], [plan]);
  const climber = new Climber(plan, onProgress);
  try {
    await climber.site.stage();
    onProgress({ type: 'start', total: plan.migrations.length });
    const migrations: MigrationResult[] = [];
    for (const index of plan.migrations.keys()) migrations.push(await climber.test(index));
    const history: HistoryResult[] = [];
    for (const check of historyChecks) {
      onProgress({ type: 'history-start', name: check.name, title: check.title });
      const result = await checkHistory(climber, check);
      history.push(result);
      onProgress({ type: 'history-end', result });
    }
    return end(migrations, history);
  } finally {
    await climber.site.close();
  }

  function end(
    migrations: readonly MigrationResult[],
    history: readonly HistoryResult[],
  ): ClimbResult {
    const ok = [...migrations, ...history].every((each) => each.ok);
    const result = Object.freeze({
      ok,
      migrations,
      history,
      durationMs: performance.now() - start,
    });
    onProgress({ type: 'end', result });
    return result;
  }
}

/** Files that cannot be put into an order are a result, too: nothing else can be said then. */
function planOrProblem(options: ClimbOptions): ClimbPlan | HistoryResult {
  try {
    return planClimb(options);
  } catch (error) {
    if (!isStairwayError(error) || error.code !== 'E_MIGRATION_FILES') throw error;
    return Object.freeze({
      name: 'files',
      title: historyChecks.find(({ name }) => name === 'files')?.title ?? '',
      ok: false,
      skipped: null,
      problems: error.problems.map(({ where, what, repair }) =>
        problemOf({ kind: 'files', object: where, message: `${where} ${what}`, repair }),
      ),
      durationMs: 0,
    });
  }
}
