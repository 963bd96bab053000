import type { Problem } from '../errors.ts';
import { suggest } from '../near-miss.ts';

/** A token as a template writes it: `%(month).2d`. */
export interface Placeholder {
  readonly token: string;
  /** Smallest number of digits: 2 for `.2d`. */
  readonly digits: number | undefined;
  readonly type: string;
  readonly text: string;
}

/** A piece of a template: text that stands as it is, or a token. */
export type TemplatePart = string | Placeholder;

type Report = (what: string, repair: string) => void;

/** Finds all that is wrong with a template, before it is compiled. */
export function findTemplateProblems(
  template: string,
  parts: readonly TemplatePart[],
  tokens: Readonly<Record<string, { readonly isNumber: boolean }>>,
): Problem[] {
  const problems: Problem[] = [];
  const report: Report = (what, repair) => {
    problems.push({ code: 'E_FILE_TEMPLATE', where: `fileTemplate '${template}'`, what, repair });
  };
  const texts = parts.filter((part) => typeof part === 'string');
  const placeholders = parts.filter((part) => typeof part !== 'string');
  reportTexts(texts, report);
  for (const placeholder of placeholders) reportPlaceholder(placeholder, tokens, report);
  const used = new Set(placeholders.map(({ token }) => token));
  if (!used.has('epoch') && !['year', 'month', 'day'].every((token) => used.has(token))) {
    report(
      'says no time, so its files would have no order',
      'Put %(epoch)d into it, or %(year)d, %(month).2d and %(day).2d.',
    );
  }
  return problems;
}

/** The problem of a template whose names say less than they were made of. */
export function templateUnreadable(template: string, stem: string): Problem {
  return {
    code: 'E_FILE_TEMPLATE',
    where: `fileTemplate '${template}'`,
    what: `writes names that cannot be read back, such as ${stem}`,
    repair: 'Put a separator between its tokens, and write month, day and time with .2d.',
  };
}

function reportTexts(texts: readonly string[], report: Report): void {
  for (const text of texts.filter((part) => part.includes('%'))) {
    report(
      `holds "${text}", which is no token`,
      'Write tokens as %(name)d, %(name).2d or %(name)s.',
    );
  }
  if (texts.some((text) => /[/\\]/u.test(text))) {
    report(
      'holds a path separator',
      'Name files, not folders: migrations lie side by side in their directory.',
    );
  }
}

function reportPlaceholder(
  { token: name, type, text }: Placeholder,
  tokens: Readonly<Record<string, { readonly isNumber: boolean }>>,
  report: Report,
): void {
  const token = tokens[name];
  if (token === undefined) {
    report(
      `holds the unknown token ${text}`,
      `Use a token that exists: ${suggest(name, Object.keys(tokens))}`,
    );
  } else if (type !== 's' && !(token.isNumber && type === 'd')) {
    report(
      `writes ${text}, but ${name} is ${token.isNumber ? 'a number' : 'a text'}`,
      `Write %(${name})${token.isNumber ? 'd' : 's'}.`,
    );
  }
}
