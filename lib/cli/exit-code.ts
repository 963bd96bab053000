/** What the process says when it ends; documented in docs/errors.md. */
export const exitCode = {
  /** Done; where a command looks for something wrong, nothing is. */
  done: 0,
  /** The command could not do its work, or found something wrong; the message says what. */
  failed: 1,
  /** The command line or the knexfile cannot be meant as it is written; nothing was done. */
  usage: 2,
  /** Others held the lock for too long, or it was lost in the middle; to be tried again. */
  locked: 3,
  /** The database does not answer, or refuses the login. */
  noDatabase: 4,
  /** A migration was cut off that the database cannot roll back; a person has to look. */
  halfApplied: 5,
  /** `status`: something is pending, and nothing is wrong. */
  pending: 6,
  /** Ended by SIGINT, as shells count: 128 and the number of the signal. */
  interrupted: 130,
  /** Ended by SIGTERM. */
  terminated: 143,
} as const;

const byErrorCode: ReadonlyMap<string, number> = new Map([
  ['E_USAGE', exitCode.usage],
  ['E_OPTIONS', exitCode.usage],
  ['E_LOCK_TIMEOUT', exitCode.locked],
  ['E_LOCK_LOST', exitCode.locked],
  ['E_DATABASE', exitCode.noDatabase],
  ['E_HALF_APPLIED', exitCode.halfApplied],
]);

/** @param errorCode of a StairwayError */
export function exitCodeOf(errorCode: string): number {
  return byErrorCode.get(errorCode) ?? exitCode.failed;
}
