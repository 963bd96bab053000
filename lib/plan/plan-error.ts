import { StairwayError } from '../errors.ts';

/** What a plan cannot do without changing something for good; nothing was changed. */
export class PlanError extends StairwayError {
  constructor(where: string, what: string, repair: string, cause?: unknown) {
    super(
      'E_PLAN',
      'There is no plan; nothing was changed.',
      [{ code: 'E_PLAN', where, what, repair }],
      cause === undefined ? undefined : { cause },
    );
  }
}
