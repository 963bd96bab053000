import type { ClimbOptions } from './climb-options.ts';
import type { ClimbResult } from './report.ts';

/**
 * Takes every migration up, down and up again on a throw-away database, compares what it finds
 * there, and looks at the whole history. It reports all that is wrong, and throws only where it
 * cannot begin.
 *
 * @throws OptionsError for options that cannot be meant as they are written
 * @example
 * const { ok, migrations } = await climb({ config, database: postgres() });
 */
export async function climb(_options: ClimbOptions): Promise<ClimbResult> {
  throw new Error('the stairs are being built');
}
