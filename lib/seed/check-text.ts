/** The part of a constraint's text between its outermost brackets. */
export function expressionOf(definition: string): string {
  return definition.slice(definition.indexOf('('), definition.lastIndexOf(')') + 1);
}

/** Quoted names, texts, words and numbers; a backslash escapes where a database prints one at all. */
const token =
  /"(?:[^"]|"")*"|`(?:[^`]|``)*`|'(?<text>(?:[^'\\]|''|\\.)*)'|[\p{L}_$][\p{L}\p{N}_$]*|(?<number>-?\d+(?:\.\d+)?)/gu;

/** The columns that a check speaks of. */
export function namesIn(definition: string, columns: readonly string[]): string[] {
  const words = new Set(
    [...definition.matchAll(token)]
      .filter(({ groups }) => groups?.['text'] === undefined)
      .map(([word]) => unquoted(word).toLowerCase()),
  );
  return columns.filter((name) => words.has(name.toLowerCase()));
}

/** The texts and the numbers that stand in checks; a text that is a number is both. */
export function literalsIn(definitions: readonly string[]): {
  readonly texts: readonly string[];
  readonly numbers: readonly number[];
} {
  const tokens = definitions.flatMap((definition) => [...definition.matchAll(token)]);
  const texts = tokens.flatMap(({ groups }) => {
    const text = groups?.['text'];
    if (text === undefined) return [];
    const plain = text.replaceAll("''", "'");
    // Some databases print a backslash as it is.
    return [plain.replaceAll(/\\(?<one>.)/gu, '$<one>'), plain];
  });
  const numbers = tokens.flatMap(({ groups }) => groups?.['number'] ?? []);
  const numeric = texts.filter((text) => /^-?\d+(?:\.\d+)?$/u.test(text));
  return {
    texts: [...new Set(texts)],
    numbers: [...new Set([...numbers, ...numeric].map(Number))],
  };
}

function unquoted(word: string): string {
  const mark = word[0] ?? '';
  return mark === '"' || mark === '`' ? word.slice(1, -1).replaceAll(mark + mark, mark) : word;
}
