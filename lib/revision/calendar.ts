/** Digits of a date and, where it has them, of a time; all UTC. */
export interface CalendarDigits {
  readonly year: string;
  readonly month: string;
  readonly day: string;
  readonly hour?: string | undefined;
  readonly minute?: string | undefined;
  readonly second?: string | undefined;
}

/**
 * Takes digits as an instant of the UTC calendar.
 *
 * Years start with 1970: no migration is older than Unix time, and a lower figure is a number of
 * another kind.
 *
 * @returns milliseconds since 1970, or undefined where no calendar has such a day or time
 */
export function instantOf(digits: CalendarDigits): number | undefined {
  const { year, month, day, hour = '0', minute = '0', second = '0' } = digits;
  const fields = [year, month, day, hour, minute, second].map(Number);
  const [y = 0, m = 0, d = 0, h = 0, min = 0, s = 0] = fields;
  if (y < 1970) return undefined;
  const date = new Date(Date.UTC(y, m - 1, d, h, min, s));
  // Date carries what overflows (month 13 is January); only a true instant comes back unchanged.
  const back = [
    date.getUTCFullYear(),
    date.getUTCMonth() + 1,
    date.getUTCDate(),
    date.getUTCHours(),
    date.getUTCMinutes(),
    date.getUTCSeconds(),
  ];
  return back.every((field, index) => field === fields[index]) ? date.getTime() : undefined;
}
