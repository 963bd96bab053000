import { StairwayError } from '../errors.ts';

/** A command line that cannot be meant as it is written. */
export class UsageError extends StairwayError {
  constructor(what: string, repair: string) {
    super('E_USAGE', `${what}.\n  → ${repair}`);
  }
}
