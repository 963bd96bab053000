import { quoteName } from '../dialect/quote-name.ts';

/** A word, a quoted name, a text, a bracket or a sign of SQL; blanks and comments left out. */
export interface Token {
  readonly text: string;
  readonly start: number;
}

/** What SQLite's tokenizer tells apart, as far as names and brackets go. */
const form =
  /(?<blank>\s+|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\]|[\p{L}\p{N}_$]+|[\s\S]/gu;

/** Takes SQL apart. */
export function tokensOf(sql: string): Token[] {
  return [...sql.matchAll(form)].flatMap((match) =>
    match.groups?.['blank'] === undefined ? { text: match[0], start: match.index } : [],
  );
}

/** Tells whether a comment stands in SQL. */
export function hasComment(sql: string): boolean {
  return [...sql.matchAll(form)].some(({ groups }) =>
    /^(?:--|\/\*)/u.test(groups?.['blank'] ?? ''),
  );
}

/** Takes the quotes off a name. */
export function unquote(token: string): string {
  const mark = token[0] ?? '';
  if (mark === '[') return token.slice(1, -1);
  if (!['"', '`', "'"].includes(mark)) return token;
  return token.slice(1, -1).replaceAll(mark + mark, mark);
}

/** Quotes a name. */
export function quote(name: string): string {
  return quoteName('sqlite', name);
}

/**
 * Gives constraints within the text of a CREATE TABLE other names; all else of the text stays.
 *
 * @param rename the new name of a constraint, or the same
 */
export function renameConstraints(sql: string, rename: (name: string) => string): string {
  const tokens = tokensOf(sql);
  let text = '';
  let end = 0;
  for (const [index, token] of tokens.entries()) {
    if (tokens[index - 1]?.text.toLowerCase() !== 'constraint') continue;
    const name = unquote(token.text);
    const renamed = rename(name);
    if (renamed === name) continue;
    text += sql.slice(end, token.start) + quote(renamed);
    end = token.start + token.text.length;
  }
  return text + sql.slice(end);
}

/** Gives the table, index or trigger of a CREATE statement another name. */
export function renameCreated(sql: string, name: string): string {
  const tokens = tokensOf(sql);
  const kind = tokens.findIndex(({ text }) => /^(?:table|index|trigger)$/iu.test(text));
  let at = kind + 1;
  if (tokens[at]?.text.toLowerCase() === 'if') at += 3;
  if (tokens[at + 1]?.text === '.') at += 2;
  const token = tokens[at];
  if (kind === -1 || token === undefined)
    throw new TypeError(`no CREATE TABLE, INDEX or TRIGGER: ${sql}`);
  return sql.slice(0, token.start) + quote(name) + sql.slice(token.start + token.text.length);
}

/** Columns of a CREATE TABLE that bear more than one check within their own definition. */
export function columnsWithSeveralChecks(sql: string): string[] {
  const counts = new Map<string, number>();
  let depth = 0;
  let column: string | undefined;
  let isStart = false;
  for (const { text } of tokensOf(sql)) {
    if (text === ')') depth -= 1;
    if (depth === 1 && (isStart || text === ',')) {
      if (text === ',') {
        isStart = true;
        continue;
      }
      isStart = false;
      const isTableConstraint = /^(?:constraint|check|primary|unique|foreign)$/iu.test(text);
      column = isTableConstraint ? undefined : unquote(text);
    } else if (depth === 1 && column !== undefined && text.toLowerCase() === 'check') {
      counts.set(column, (counts.get(column) ?? 0) + 1);
    }
    if (text === '(') {
      depth += 1;
      if (depth === 1) isStart = true;
    }
  }
  return [...counts].flatMap(([name, count]) => (count > 1 ? name : []));
}

/** A foreign key of the table in a CREATE TABLE; those within a column are not among them. */
export interface TextForeignKey {
  readonly name: string | undefined;
  readonly columns: readonly string[];
  readonly referredTable: string;
}

/** Finds the foreign keys of the table in a CREATE TABLE. */
export function foreignKeysOf(sql: string): TextForeignKey[] {
  const tokens = tokensOf(sql);
  const word = (index: number): string | undefined => tokens[index]?.text.toLowerCase();
  return tokens.flatMap((_, index) => {
    if (word(index) !== 'foreign' || word(index + 1) !== 'key' || word(index + 2) !== '(')
      return [];
    const end = tokens.findIndex(({ text }, at) => at > index && text === ')');
    const columns = tokens.slice(index + 3, end).filter(({ text }) => text !== ',');
    const isNamed = word(index - 2) === 'constraint';
    return {
      name: isNamed ? unquote(tokens[index - 1]?.text ?? '') : undefined,
      columns: columns.map(({ text }) => unquote(text)),
      // Behind `references`
      referredTable: unquote(tokens[end + 2]?.text ?? ''),
    };
  });
}

/** Tells whether a CREATE TABLE holds keys or checks, be it within a column. */
export function hasConstraints(sql: string): boolean {
  return tokensOf(sql).some(({ text }) => /^(?:primary|unique|check|references)$/iu.test(text));
}
