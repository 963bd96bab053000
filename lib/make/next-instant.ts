/**
 * Chooses the instant of a new migration: now, or as soon after the head as the template can say.
 *
 * A template that tells seconds apart gets an instant of its own. With a coarser one (a date) the
 * new file may share the head's instant: `Revises:` puts it behind.
 *
 * @param head instant of the present head in milliseconds; undefined where there is none
 * @param resolution milliseconds between two stamps of the template
 */
export function nextInstant(now: number, head: number | undefined, resolution: number): number {
  const instant = Math.floor(now / resolution) * resolution;
  if (head === undefined || head < instant) return instant;
  const isShared = resolution > 1000;
  const step = isShared ? Math.ceil(head / resolution) : Math.floor(head / resolution) + 1;
  return step * resolution;
}
