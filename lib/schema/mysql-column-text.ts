import { mysqlLiteral } from './sql-literal.ts';

/**
 * The definition of a column within SHOW CREATE TABLE, which is the one place where MySQL and MariaDB
 * tell all of it: default, character set, generation, `on update`, a check.
 */

interface Token {
  readonly text: string;
  /** How many brackets it stands in. */
  readonly depth: number;
}

/**
 * Finds a column in the answer of SHOW CREATE TABLE.
 *
 * @returns what stands behind its name; undefined where the table has no such column
 */
export function definitionIn(createTable: string, column: string): string | undefined {
  const wanted = column.toLowerCase();
  for (const line of createTable.split('\n')) {
    const found =
      /^\s+(?<quote>[`"])(?<name>(?:(?!\k<quote>).|\k<quote>{2})*)\k<quote> (?<rest>.*)$/u.exec(
        line,
      );
    if (found?.groups === undefined) continue;
    const { quote = '`', name = '', rest = '' } = found.groups;
    if (name.replaceAll(quote + quote, quote).toLowerCase() === wanted) {
      return rest.replace(/,$/u, '');
    }
  }
  return undefined;
}

/** Gives a definition another comment; an empty text takes it away. The SQL is for `inMode`. */
export function withComment(definition: string, comment: string): string {
  const tokens = tokensOf(definition);
  const at = tokens.findIndex((token) => isWord(token, 'COMMENT'));
  if (at !== -1) tokens.splice(at, 2);
  return comment === ''
    ? write(tokens)
    : write(insert(tokens, ['CHECK'], `COMMENT ${mysqlLiteral(comment)}`));
}

/** Makes a definition take NULL, or refuse it. The SQL is for `inMode`. */
export function withNullability(definition: string, isNullable: boolean): string {
  const tokens = tokensOf(definition);
  const kept = tokens.filter((token, index) => {
    const [before, after] = [tokens[index - 1], tokens[index + 1]];
    if (isWord(token, 'NOT')) return !isWord(after, 'NULL');
    if (isWord(token, 'DEFAULT')) return isNullable || !isWord(after, 'NULL');
    return !isWord(token, 'NULL') || (isNullable && isWord(before, 'DEFAULT'));
  });
  const behind = ['DEFAULT', 'AUTO_INCREMENT', 'ON', 'COMMENT', 'CHECK'];
  return write(insert(kept, behind, isNullable ? 'NULL' : 'NOT NULL'));
}

/** Puts SQL before the first of some words, or at the end. */
function insert(tokens: readonly Token[], words: readonly string[], sql: string): Token[] {
  const found = tokens.findIndex((token) => words.some((word) => isWord(token, word)));
  const at = found === -1 ? tokens.length : found;
  return [...tokens.slice(0, at), { text: sql, depth: 0 }, ...tokens.slice(at)];
}

function isWord(token: Token | undefined, word: string): boolean {
  return token?.depth === 0 && token.text === word;
}

/** Words, names, bits, texts and brackets with all that they hold, without the spaces between them. */
function tokensOf(definition: string): Token[] {
  const tokens: Token[] = [];
  let depth = 0;
  let group = '';
  let isWordBefore = false;
  for (const [text] of definition.matchAll(
    /[bx]'[^']*'|'(?:[^'\\]|\\.|'')*'|`(?:[^`]|``)*`|"(?:[^"]|"")*"|[()]|\/\*.*?\*\/|[^\s'`"()]+|\s+/gu,
  )) {
    const sql = text.startsWith("'") ? literalOf(textOf(text)) : text;
    if (text === ')') depth -= 1;
    // The length of a type and the arguments of a function belong to their word.
    if (text === '(' && depth === 0 && isWordBefore) group = tokens.pop()?.text ?? '';
    isWordBefore = depth === 0 && sql.trim() !== '' && text !== ')';
    if (depth > 0 || text === ')' || text === '(') group += sql;
    else {
      if (group !== '') tokens.push({ text: group, depth: 1 });
      group = '';
      if (sql.trim() !== '') tokens.push({ text: sql, depth: 0 });
    }
    if (text === '(') depth += 1;
  }
  if (group !== '') tokens.push({ text: group, depth: 1 });
  return tokens;
}

function write(tokens: readonly Token[]): string {
  return tokens.map(({ text }) => text).join(' ');
}

/** No statement holds a NUL, but the default of a binary column may. */
function literalOf(text: string): string {
  return text.includes('\0') ? `x'${Buffer.from(text).toString('hex')}'` : mysqlLiteral(text);
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', 0: '\0' };

/** SHOW CREATE TABLE writes texts with backslashes, whatever `sql_mode` is. */
function textOf(literal: string): string {
  return literal
    .slice(1, -1)
    .replaceAll(/''|\\(?<escaped>.)/gu, (text, escaped: string | undefined) =>
      text === "''" ? "'" : (escapes[escaped ?? ''] ?? escaped ?? ''),
    );
}
