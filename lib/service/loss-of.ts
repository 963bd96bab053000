/** What becomes of a lock, as a clause that continues `the lock`. */
export const losses = {
  cut: 'went with the connection that held it',
  takenOver: 'was taken over by another run while this one was away',
} as const;

/**
 * Looks whether a run still may migrate: its lock is held, and no other run has taken over.
 *
 * @param isHeld whether the session of the lock has it
 * @param hold takes hold of the row of the run; false where that is another's by now
 * @returns what has become of the lock; undefined where all is well
 */
export async function lossOf(
  isHeld: boolean | Promise<boolean>,
  hold: () => Promise<boolean>,
): Promise<string | undefined> {
  if (!(await isHeld)) return losses.cut;
  return (await hold()) ? undefined : losses.takenOver;
}
