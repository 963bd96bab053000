import { diffCatalogs } from '../catalog/diff-catalogs.ts';
import { problemOf } from './climb-problem.ts';
import type { ClimbProblem } from './report.ts';
import type { Stage } from './stage.ts';

/** Reads what has changed, then all, and tells what the first reading missed. */
export async function problemsOfReading(stage: Stage): Promise<ClimbProblem[]> {
  const cheap = await stage.read();
  const whole = await stage.readWhole();
  return diffCatalogs(whole, cheap).map((difference) =>
    problemOf({
      kind: 'reading',
      object: difference.object,
      message: `a reading of what has changed missed that ${difference.message}`,
      repair: 'This is a fault of knex-stairway: please report it with the migration.',
      difference,
    }),
  );
}
