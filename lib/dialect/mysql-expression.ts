/**
 * An expression as SQL, out of information_schema of MySQL: checks, defaults, generated columns and
 * indexes. There MySQL 8 and 9 escape the text of an expression once more, and give the bytes of its
 * UTF-8 for characters of their own (`Ã¤` for `ä`); SHOW CREATE TABLE does neither, and MariaDB
 * neither anywhere. Seen on MySQL 9.7.4.
 *
 * @returns the expression as MariaDB would say it: without brackets around all of it, and its texts
 *   without the `_utf8mb4` that MySQL puts before each, which sets them off from the collation of
 *   the session
 */
export function mysqlExpression(printed: string): string {
  return withoutBrackets(unescaped(printed)).replaceAll(
    /`[^`]*`|(?:_utf8mb4)?(?<text>'(?:[^'\\]|\\[\s\S])*')/gu,
    (token, text: string | undefined) => text ?? token,
  );
}

/** The same with all brackets and character sets, as the server itself would take it again. */
export function unescaped(printed: string): string {
  return inUtf8(printed).replaceAll(
    /\\(?<escaped>[\s\S])/gu,
    (_, escaped: string) => escapes[escaped] ?? escaped,
  );
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', 0: '\0', Z: '\u{1A}' };

/** What is no UTF-8 stays as it is: texts of a session with another character set. */
function inUtf8(text: string): string {
  if (!/[\u{80}-\u{FF}]/u.test(text) || /[\u{100}-\u{10FFFF}]/u.test(text)) return text;
  const bytes = Uint8Array.from(text, (character) => character.codePointAt(0) ?? 0);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return text;
  }
}

function withoutBrackets(sql: string): string {
  let inner = sql;
  while (isBracketed(inner)) inner = inner.slice(1, -1);
  return inner;
}

/** Whether the first bracket closes with the last character. */
function isBracketed(sql: string): boolean {
  if (!sql.startsWith('(')) return false;
  let depth = 0;
  for (const { 0: token, index } of sql.matchAll(/'(?:[^'\\]|\\[\s\S])*'|`[^`]*`|[()]/gu)) {
    if (token === '(') depth += 1;
    if (token === ')') depth -= 1;
    if (depth === 0) return index === sql.length - 1;
  }
  return false;
}
