import { OptionsError } from '../errors.ts';
import { instantOf, type CalendarDigits } from './calendar.ts';
import {
  findTemplateProblems,
  templateUnreadable,
  type Placeholder,
  type TemplatePart,
} from './template-problems.ts';
import { literalPattern } from '../literal-pattern.ts';

/** What a file name is made of, and is read as. */
export interface RevisionName {
  /** Milliseconds since 1970 (UTC). */
  readonly instant: number;
  /** The identifier of the revision, as `Revises:` names it; undefined where the name has none. */
  readonly revision: string | undefined;
  readonly slug: string;
}

/** A template that both writes and reads file names (without extension). */
export interface FileTemplate {
  format(name: RevisionName & { readonly revision: string }): string;
  /** @returns undefined where the stem is not of this template, or its date of no calendar */
  parse(stem: string): RevisionName | undefined;
  /** Milliseconds between two stamps that this template can tell apart: a second to a day. */
  readonly resolution: number;
}

/**
 * An identifier of a revision, as Alembic makes them: twelve hexadecimal digits; shorter or longer
 * ones need a letter and a digit, so that slugs like `add_user` and `2024_report` are not taken
 * for one.
 */
export const revisionPattern =
  '[0-9a-f]{12}|(?=[0-9]*[a-f])(?=[a-f]*[0-9])[0-9a-f]{4,11}|(?=[0-9]*[a-f])(?=[a-f]*[0-9])[0-9a-f]{13,40}';

interface Token {
  /** What the token reads; `.2d` reads two digits where it is a number. */
  readonly pattern: string;
  readonly isNumber: boolean;
  format(name: RevisionName & { readonly revision: string }): string;
}

const calendarToken = (pattern: string, take: (date: Date) => number): Token => ({
  pattern,
  isNumber: true,
  format: ({ instant }) => String(take(new Date(instant))),
});

const tokens: Readonly<Record<string, Token>> = {
  epoch: {
    // The digits that readStamp takes for an epoch.
    pattern: String.raw`[1-9]\d{8,9}`,
    isNumber: true,
    format: ({ instant }) => String(Math.floor(instant / 1000)),
  },
  year: calendarToken(String.raw`\d{4}`, (date) => date.getUTCFullYear()),
  month: calendarToken(String.raw`\d{1,2}`, (date) => date.getUTCMonth() + 1),
  day: calendarToken(String.raw`\d{1,2}`, (date) => date.getUTCDate()),
  hour: calendarToken(String.raw`\d{1,2}`, (date) => date.getUTCHours()),
  minute: calendarToken(String.raw`\d{1,2}`, (date) => date.getUTCMinutes()),
  second: calendarToken(String.raw`\d{1,2}`, (date) => date.getUTCSeconds()),
  rev: { pattern: revisionPattern, isNumber: false, format: ({ revision }) => revision },
  slug: { pattern: '.+', isNumber: false, format: ({ slug }) => slug },
};

/**
 * Compiles a template in the mini-language of Alembic's `file_template`: `%(token)d`,
 * `%(token).2d` and `%(token)s` with the tokens epoch, year, month, day, hour, minute, second,
 * rev and slug, all times in UTC. The doubled `%%` of an alembic.ini is taken as `%`.
 *
 * Rule: https://alembic.sqlalchemy.org/en/latest/tutorial.html#editing-the-ini-file
 *
 * @throws OptionsError that lists all that is wrong with the template
 * @example
 * const template = compileFileTemplate('%(year)d-%(month).2d-%(day).2d_%(rev)s_%(slug)s');
 * template.format({ instant: 0, revision: 'c0a05e0cd317', slug: 'add_user' });
 * // '1970-01-01_c0a05e0cd317_add_user'
 */
export function compileFileTemplate(template: string): FileTemplate {
  const parts = splitTemplate(template.replaceAll('%%', '%'));
  const problems = findTemplateProblems(template, parts, tokens);
  if (problems.length > 0) throw new OptionsError('fileTemplate', problems);
  const compiled = compileParts(parts);
  const unreadable = findUnreadable(compiled);
  if (unreadable === undefined) return compiled;
  throw new OptionsError('fileTemplate', [templateUnreadable(template, unreadable)]);
}

function compileParts(parts: readonly TemplatePart[]): FileTemplate {
  const used: string[] = [];
  const source = parts.map((part) => {
    if (typeof part === 'string') return literalPattern(part);
    const index = used.indexOf(part.token);
    if (index !== -1) return `\\${index + 1}`;
    used.push(part.token);
    return `(${patternOf(part)})`;
  });
  const reader = new RegExp(`^${source.join('')}$`);
  // Groups by number: to read ten thousand names is twice as fast without an object of groups each.
  const groupOf = (token: string): number => used.indexOf(token) + 1;
  const [epoch, revision, slug] = [groupOf('epoch'), groupOf('rev'), groupOf('slug')];
  const calendar = {
    year: groupOf('year'),
    month: groupOf('month'),
    day: groupOf('day'),
    hour: groupOf('hour'),
    minute: groupOf('minute'),
    second: groupOf('second'),
  };

  const template: FileTemplate = {
    resolution: resolutionOf(used),
    format: (name) =>
      parts.map((part) => (typeof part === 'string' ? part : formatPart(part, name))).join(''),
    parse(stem) {
      const groups = reader.exec(stem);
      if (groups === null) return undefined;
      const instant =
        epoch > 0 ? Number(groups[epoch]) * 1000 : instantOf(digitsOf(groups, calendar));
      if (instant === undefined) return undefined;
      return {
        instant,
        revision: revision > 0 ? groups[revision] : undefined,
        slug: (slug > 0 ? groups[slug] : undefined) ?? '',
      };
    },
  };
  return Object.freeze(template);
}

function digitsOf(
  groups: RegExpExecArray,
  calendar: Readonly<Record<keyof CalendarDigits, number>>,
): CalendarDigits {
  const at = (index: number): string | undefined => (index > 0 ? groups[index] : undefined);
  return {
    year: at(calendar.year) ?? '',
    month: at(calendar.month) ?? '',
    day: at(calendar.day) ?? '',
    hour: at(calendar.hour),
    minute: at(calendar.minute),
    second: at(calendar.second),
  };
}

/**
 * Finds a name that the template would write and then read as another: 2024111 by a month and a
 * day without `.2d`, a slug that swallows the figures of an epoch.
 */
function findUnreadable({ format, parse, resolution }: FileTemplate): string | undefined {
  const samples = Array.from({ length: 2 ** 5 }, (_, bits) => {
    const [month = 1, day, hour, minute, second] = [0, 1, 2, 3, 4].map((bit) =>
      ((bits >> bit) & 1) === 1 ? 11 : 1,
    );
    const instant = Date.UTC(2024, month - 1, day, hour, minute, second);
    return {
      instant: Math.floor(instant / resolution) * resolution,
      revision: 'c0a05e0cd317',
      slug: '1_add_user_1',
    };
  });
  const unreadable = samples.find((sample) => {
    const read = parse(format(sample));
    return (
      read?.instant !== sample.instant ||
      (read.revision ?? sample.revision) !== sample.revision ||
      (read.slug || sample.slug) !== sample.slug
    );
  });
  return unreadable === undefined ? undefined : format(unreadable);
}

function splitTemplate(template: string): TemplatePart[] {
  const parts: TemplatePart[] = [];
  let end = 0;
  for (const match of template.matchAll(/%\((\w+)\)(?:\.(\d+))?([a-z])/gu)) {
    if (match.index > end) parts.push(template.slice(end, match.index));
    const [text, token = '', digits, type = ''] = match;
    parts.push({ token, type, text, digits: digits === undefined ? undefined : Number(digits) });
    end = match.index + text.length;
  }
  if (end < template.length) parts.push(template.slice(end));
  return parts;
}

function patternOf({ token, digits }: Placeholder): string {
  const { pattern = '', isNumber = false } = tokens[token] ?? {};
  return isNumber && token !== 'epoch' && digits !== undefined && digits > 1
    ? String.raw`\d{${token === 'year' ? Math.max(4, digits) : digits}}`
    : pattern;
}

function formatPart(
  { token, digits = 0 }: Placeholder,
  name: RevisionName & { readonly revision: string },
): string {
  const text = tokens[token]?.format(name) ?? '';
  return tokens[token]?.isNumber === true ? text.padStart(digits, '0') : text;
}

function resolutionOf(used: readonly string[]): number {
  const second = 1000;
  if (
    used.includes('epoch') ||
    ['hour', 'minute', 'second'].every((token) => used.includes(token))
  ) {
    return second;
  }
  if (used.includes('hour') && used.includes('minute')) return 60 * second;
  return (used.includes('hour') ? 3_600 : 86_400) * second;
}
