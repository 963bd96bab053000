/** A docstring, taken apart. */
export interface Docstring {
  /** What stands before the first tag; Markdown. */
  readonly text: string;
  readonly params: readonly { readonly name: string; readonly text: string }[];
  readonly returns: string | undefined;
  readonly throws: readonly string[];
  /** Of a code of an error: how to mend it. */
  readonly repair: string | undefined;
  /** Code, as it was written. */
  readonly examples: readonly string[];
}

/**
 * Takes a docstring apart at its tags.
 *
 * @param comment what stands between the slashes
 */
export function parseDocstring(comment: string): Docstring {
  const lines = comment
    .replace(/^\*+ ?/u, '')
    .replace(/\*+$/u, '')
    .split('\n')
    .map((line) => line.replace(/^\s*\* ?/u, '').replaceAll('*\\/', '*/'));
  const sections = [['']];
  for (const line of lines) {
    if (/^@[a-z]/u.test(line)) sections.push([line]);
    else sections.at(-1)?.push(line);
  }
  const [text = '', ...tagged] = sections.map((section) => section.join('\n').trim());
  const under = (tag: string): string[] =>
    tagged.filter((section) => section.startsWith(`@${tag}`)).map((section) => bodyOf(section));
  return {
    text,
    params: under('param').map((body) => {
      const [name = ''] = body.split(/\s/u, 1);
      return { name, text: unwrap(body.slice(name.length)) };
    }),
    returns: under('returns').map(unwrap)[0],
    throws: under('throws').map(unwrap),
    repair: under('repair').map(unwrap)[0],
    examples: under('example'),
  };
}

/** Joins the lines of each paragraph; tables and lists stay as they are. */
export function unwrap(text: string): string {
  return text.trim().replaceAll(/(?<!\n)\n(?!\n|\||[*-] )/gu, ' ');
}

/** The anchor that GitHub makes of a heading. */
export function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');
}

function bodyOf(section: string): string {
  return section.replace(/^@\w+[ \t]*\n?/u, '');
}
