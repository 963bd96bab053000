import { OptionsError, type Problem } from './errors.ts';

/** Milliseconds, or text with a unit such as `60s`, `10m`, `1h30m`. */
export type Duration = number | string;

/** Milliseconds of each unit that a duration may have. */
const units = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const;

/** What timers of Node can hold; 24 days. */
const longest = 2 ** 31 - 1;

/**
 * Reads a duration: milliseconds as a number, or text with units such as `60s`, `10m`, `1h30m`,
 * `500ms`; `0` needs none.
 *
 * @param option how messages call what was given, such as `--wait`
 * @returns milliseconds
 * @throws OptionsError for anything else
 */
export function parseDuration(value: Duration, option: string): number {
  const ms = typeof value === 'number' ? Math.round(value) : readText(value.trim());
  if (ms >= 0 && ms <= longest) return ms;
  throw new OptionsError('The duration', [problemOf(value, option, ms)]);
}

/** Writes a duration for people: `250 ms`, `3.2 s`, `1 min 5 s`, `2 h 3 min`. */
export function formatDuration(ms: number): string {
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / units.s).toFixed(1).replace('.0', '')} s`;
  const seconds = Math.round(ms / units.s);
  if (seconds < 3_600) return joined(Math.floor(seconds / 60), 'min', seconds % 60, 's');
  const minutes = Math.round(seconds / 60);
  return joined(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
}

/** @returns NaN for what is no duration */
function readText(text: string): number {
  if (text === '0') return 0;
  if (!/^(?:\d+(?:\.\d+)?(?:ms|[smh]))+$/u.test(text)) return Number.NaN;
  const parts = text.matchAll(/(?<number>[\d.]+)(?<unit>ms|[smh])/gu);
  const ms = [...parts].map(({ groups = {} }) => {
    return Number(groups['number']) * units[groups['unit'] as keyof typeof units];
  });
  return Math.round(ms.reduce((sum, part) => sum + part, 0));
}

function problemOf(value: string | number, where: string, ms: number): Problem {
  const code = 'E_DURATION';
  const shown = typeof value === 'number' ? String(value) : JSON.stringify(value);
  if (ms > longest) {
    const what = `is ${shown}, longer than timers can hold`;
    return { code, where, what, repair: 'Give at most 24 days: 576h.' };
  }
  const isBareNumber = typeof value === 'string' && /^\d+(?:\.\d+)?$/u.test(value.trim());
  return isBareNumber
    ? {
        code,
        where,
        what: `is ${shown}, a number without a unit`,
        repair: `Write ${value.trim()}s for seconds, or ${value.trim()}ms.`,
      }
    : {
        code,
        where,
        what: `is ${shown}, which is no duration`,
        repair: 'Write a number with its unit: 500ms, 60s, 10m, 1h30m; or 0.',
      };
}

function joined(big: number, bigUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${big} ${bigUnit}` : `${big} ${bigUnit} ${small} ${smallUnit}`;
}
