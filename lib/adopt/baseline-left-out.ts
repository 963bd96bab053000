import type { BaselineContext } from './baseline-script.ts';

/** Notes what has no place in a migration, so that the user is told. */
export function leaveOut(context: BaselineContext, where: string, what: string): void {
  context.leftOut.push({
    code: 'E_BASELINE_LEFT_OUT',
    where,
    what,
    repair: 'Write it into the baseline by hand, or leave it to whoever sets databases up.',
  });
}
