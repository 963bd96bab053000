const lineBreak = /\r\n?|\n|\u2028|\u2029/gu;
/** What neither a file of text nor a page should hold. */
const control = /(?![\t\n\r])\p{Cc}/gu;

/** What a backslash does not keep from HTML, from the formulas of GitHub, or from being a link. */
const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  $: '&#36;',
  '://': '&#58;//',
  '.': '&#46;',
  '@': '&#64;',
};

/** An address that Markdown takes for a link to its very end. */
const plainAddress = /(?<=^|\s)https?:\/\/[a-z0-9.-]+(?:\/[\w./-]*)?(?<=[a-z0-9/])(?=$|\s)/iu;
const special = /:\/\/|(?<=www)\.|[@&<$\\`*{}[\]>#~|]/giu;

/** A text of the database as one line of Markdown, which shows it as it is: also in a table. */
export function text(value: string): string {
  const shown = value.trim().replaceAll(control, '\uFFFD');
  const address = plainAddress.exec(shown);
  if (address === null) return escaped(shown);
  const before = shown.slice(0, address.index);
  const after = shown.slice(address.index + address[0].length);
  return `${escaped(before)}${address[0]}${after === '' ? '' : escaped(after)}`;
}

function escaped(value: string): string {
  return value
    .replaceAll(special, (mark) => entities[mark] ?? `\\${mark}`)
    .replaceAll(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, String.raw`\_`)
    .replaceAll(/^[-+=:]/gu, String.raw`\$&`)
    .replaceAll(/^(\d+)(?=[.)])/gu, (digits) => `&#${digits.charCodeAt(0)};${digits.slice(1)}`)
    .replaceAll(lineBreak, '<br>')
    .replaceAll('\t', ' ');
}

/**
 * A name or an expression as code, which shows it as it is: also in a table.
 *
 * Where backticks would not do, `<code>` with entities: those are never read as Markdown.
 */
export function code(value: string): string {
  if (value === '') return '';
  if (/^[\x20-\x7E\u00A1-\u2027\u202A-\uD7FF]+$/u.test(value) && !/`|\||\\|^ | $/u.test(value)) {
    return `\`${value}\``;
  }
  const inner = value
    .replaceAll(control, '\uFFFD')
    .replaceAll(/[!-/:-@[-`{-~]/gu, (character) => `&#${character.charCodeAt(0)};`)
    .replaceAll(lineBreak, '<br>')
    .replaceAll(/^ | (?= )| $/gu, '&nbsp;');
  return `<code>${inner}</code>`;
}

/** A link to a table. */
export function link(label: string, id: string | null): string {
  return id === null ? code(label) : `[${code(label)}](#${encodeURIComponent(id)})`;
}

/** A table of Markdown, empty where it has no rows. Columns without any text are left out. */
export function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const used = heads.map((_, index) => rows.some((row) => (row[index] ?? '') !== ''));
  const line = (cells: readonly string[]): string =>
    `| ${cells.filter((_, index) => used[index]).join(' | ')} |`;
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n');
}
