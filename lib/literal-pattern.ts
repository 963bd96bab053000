/**
 * Writes a text as a pattern that matches just this text, in regular expressions with the flag `u`
 * or `v` or without. A dash stays as it is: behind a backslash it is an error under `u`, so the
 * pattern is not for the inside of brackets.
 */
export function literalPattern(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/gu, String.raw`\$&`);
}
