/** HTML that was made by `markup`, in which every text of the database is escaped. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Part = Html | string | number | undefined | readonly Part[];

/**
 * Template tag: texts that are put in are escaped, HTML and lists of it go in as they are. It is
 * not called `html`, as formatters would add spaces to what is.
 */
export function markup(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(
    strings.reduce((text, string, index) => `${text}${textOf(parts[index - 1])}${string}`),
  );
}

function textOf(part: Part): string {
  if (part === undefined) return '';
  if (part instanceof Html) return part.text;
  if (typeof part === 'object') return part.map(textOf).join('');
  return escapeHtml(String(part));
}

const control = /(?![\t\n\r])\p{Cc}/gu;
const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  // The parser would make a line feed of it.
  '\r': '&#13;',
};

/** For the text of an element and for an attribute in quotes. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll(control, '\uFFFD')
    .replaceAll(/[&<>"'\r]/gu, (character) => entities[character] ?? '');
}

/** Data for a `<script type="application/json">`, which no text in it can end. */
export function scriptData(data: unknown): Html {
  return new Html(JSON.stringify(data).replaceAll('<', String.raw`\u003C`));
}
