import { isSameName } from '../dialect/same-name.ts';
import { sqlite } from '../dialect/sqlite.ts';
import { unquote, type Token } from '../schema/sqlite-text.ts';

/** Operators of more than one sign, which the tokenizer takes apart. */
const operators = new Set(['<=', '>=', '<>', '!=', '==', '||', '<<', '>>', '->', '->>']);

/**
 * Writes SQL in one form, whatever its blanks, comments, quotes and letters are: SQLite keeps the
 * text of a statement, and Knex's rewriting of a table reformats it.
 *
 * @param columns names that are written quoted and as the table declares them
 */
export function canonical(tokens: readonly Token[], columns: readonly string[] = []): string {
  let text = '';
  let last: (Token & { readonly written: string }) | undefined;
  for (const token of tokens) {
    const written = canonicalToken(token, columns);
    const isOperator =
      last !== undefined &&
      last.start + last.text.length === token.start &&
      operators.has(last.written + written);
    const isGlued =
      last === undefined ||
      isOperator ||
      last.text === '(' ||
      last.text === '.' ||
      [')', ',', '.', ';'].includes(token.text);
    text += (isGlued ? '' : ' ') + written;
    last = isOperator
      ? {
          text: last?.text + token.text,
          start: last?.start ?? 0,
          written: last?.written + written,
        }
      : { ...token, written };
  }
  return text;
}

/** Quotes a name in the form of `canonical`. */
export function quoteCanonical(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function canonicalToken({ text }: Token, columns: readonly string[]): string {
  const isQuoted = /^["`[]/u.test(text) && text.length > 1;
  const isWord = /^[\p{L}_]/u.test(text);
  if (!isQuoted && !isWord) return text;
  const name = unquote(text);
  const column = columns.find((candidate) => isSameName(sqlite, name, candidate));
  if (column !== undefined) return quoteCanonical(column);
  return isQuoted ? quoteCanonical(name) : text.toLowerCase();
}
