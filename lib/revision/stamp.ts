import { instantOf } from './calendar.ts';

/** What the beginning of a file name says about time. */
export type StampReading =
  | {
      readonly kind: 'stamp';
      /** Milliseconds since 1970 (UTC); a date without a time is its midnight. */
      readonly instant: number;
      /** What follows the stamp, separators included. */
      readonly rest: string;
    }
  | { readonly kind: 'impossible'; readonly text: string }
  | { readonly kind: 'none' };

/** The forms that are read whatever the template, for messages. */
export const stampForms: readonly string[] = [
  'epoch seconds (9 or 10 digits)',
  'epoch milliseconds (13 digits)',
  'YYYY-MM-DD with or without a time',
  'YYYYMMDDHHMMSS',
  'YYYYMMDD_HHMMSS',
  'YYYYMMDD',
];

// A letter or a further digit behind it makes a stamp a number of another kind: 20210805B.
const end = String.raw`(?![\p{L}\p{N}])`;
const pattern = (source: string): RegExp => new RegExp(`^(?:${source})${end}`, 'u');

const date = String.raw`(?<year>\d{4})SEP(?<month>\d{2})SEP(?<day>\d{2})`;
const time = String.raw`(?<hour>\d{2})SEP(?<minute>\d{2})(?:SEP(?<second>\d{2}))?Z?`;

/** Patterns of stamps. */
interface Forms {
  readonly epoch: RegExp;
  readonly calendar: readonly RegExp[];
  /** Of what follows a date. */
  readonly unexplained: RegExp;
}

let compiled: Forms | undefined;

/** They are made for the first name that asks: to look up what letters Unicode has costs an import 1 ms. */
function forms(): Forms {
  return (compiled ??= {
    // A leading zero is a sequence (0000000001_init), not an epoch.
    // Its groups have no names, which would cost a third of the time.
    epoch: pattern(String.raw`([1-9]\d{8,9})|([1-9]\d{12})`),
    calendar: [
      pattern(`${date.replaceAll('SEP', '-')}(?:[T_ -]${time.replaceAll('SEP', '[-:.]?')})?`),
      pattern(
        String.raw`${date.replaceAll('SEP', '')}(?<hour>\d{2})(?<minute>\d{2})(?<second>\d{2})`,
      ),
      pattern(
        String.raw`${date.replaceAll('SEP', '')}(?:[T_-](?<hour>\d{2})(?<minute>\d{2})(?<second>\d{2})Z?)?`,
      ),
    ],
    // A number behind a day (20230807-01) orders the files of that day, but nothing says how; twelve
    // digits are a revision that happens to have no letter.
    unexplained: /^[_\-. ](?!\d{12}(?!\d))\d+(?![\p{L}\p{N}])/u,
  });
}

/**
 * Reads the stamp at the beginning of a file name: epoch seconds (9 or 10 digits), epoch
 * milliseconds (13), `YYYY-MM-DD` with or without a time, `YYYYMMDDHHMMSS` (Knex's own),
 * `YYYYMMDD_HHMMSS` or `YYYYMMDD`, all in UTC.
 */
export function readStamp(stem: string): StampReading {
  const { epoch, calendar, unexplained } = forms();
  const epochMatch = epoch.exec(stem);
  if (epochMatch !== null) {
    const [stamp, seconds, milliseconds] = epochMatch;
    const instant = milliseconds === undefined ? Number(seconds) * 1000 : Number(milliseconds);
    return { kind: 'stamp', instant, rest: stem.slice(stamp.length) };
  }
  for (const form of calendar) {
    const match = form.exec(stem);
    if (match === null) continue;
    const { year = '', month = '', day = '', hour, minute, second } = match.groups ?? {};
    const rest = stem.slice(match[0].length);
    if (hour === undefined && unexplained.test(rest)) return { kind: 'none' };
    const instant = instantOf({ year, month, day, hour, minute, second });
    return instant === undefined
      ? { kind: 'impossible', text: match[0] }
      : { kind: 'stamp', instant, rest };
  }
  return { kind: 'none' };
}
