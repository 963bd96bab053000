import { count } from '../errors.ts';

/** Units by the seconds that they last, the longest first. */
const units = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const;

/** Says how long ago a time was: `5 minutes ago`; clocks that differ a little make it `just now`. */
export function ageOf(instant: number, now: number = Date.now()): string {
  const seconds = Math.floor((now - instant) / 1_000);
  const [unit, length] = units.find(([, least]) => seconds >= least) ?? [undefined, 1];
  return unit === undefined ? 'just now' : `${count(Math.floor(seconds / length), unit)} ago`;
}
