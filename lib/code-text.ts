/** A text as a literal of JavaScript in single quotes, on one line. */
export function quotedText(text: string): string {
  const inner = JSON.stringify(text)
    .slice(1, -1)
    .replaceAll(String.raw`\"`, '"');
  return `'${inner.replaceAll("'", String.raw`\'`)}'`;
}

/**
 * A text as a literal of JavaScript that stays readable: as a template where it has quotes or line
 * breaks. In a template, a carriage return reads as a line feed, so it is always escaped.
 */
export function codeText(text: string): string {
  if (!/['\\\n\r]/u.test(text)) return `'${text}'`;
  const escaped = text.replaceAll(/[`\\]|\$(?=\{)/gu, String.raw`\$&`);
  return `\`${escaped.replaceAll('\r', String.raw`\r`)}\``;
}
