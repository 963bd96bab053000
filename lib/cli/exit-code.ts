/** What the process says when it ends; documented in the README. */
export const exitCode = {
  done: 0,
  /** The command could not do its work; the message says why. */
  failed: 1,
  /** The command line or the knexfile cannot be meant as it is written; nothing was done. */
  usage: 2,
} as const;
