/** A word, a number, a text or a sign of JavaScript; blanks, comments and line ends are left out. */
export interface CodeToken {
  readonly kind: 'word' | 'number' | 'text' | 'sign';
  /** Of a text what it says, whatever its quotes and escapes. */
  readonly text: string;
}

const blank = /\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\//uy;
const number =
  /0[xX][\da-fA-F_]+n?|0[bB][01_]+n?|0[oO][0-7_]+n?|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?n?/uy;
const word = /#?[\p{ID_Start}$_][\p{ID_Continue}$\u200C\u200D]*/uy;
const text = /'(?:[^'\\]|\\[\s\S])*'|"(?:[^"\\]|\\[\s\S])*"/uy;
const regex = /\/(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/uy;
const chunk = /(?:[^`\\$]|\\[\s\S]|\$(?!\{))*/uy;

/** Words behind which a slash begins a regular expression. */
const operators = new Set(
  'return typeof instanceof in of new delete void throw case do else await yield'.split(' '),
);

/** Takes JavaScript apart, as `Function.prototype.toString` gives it. */
export function tokensOfCode(code: string): CodeToken[] {
  const tokens: CodeToken[] = [];
  /** For each template whose expression is being read, the depth of its brackets. */
  const templates: number[] = [];
  let at = 0;
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(code)?.[0];
    if (found !== undefined) at += found.length;
    return found;
  };
  const takeChunk = (isFirst: boolean): void => {
    const said = unescape(take(chunk) ?? '');
    const isLast = code[at] === '`';
    at += isLast ? 1 : 2;
    // A template without expressions is a text.
    if (!(isFirst && isLast)) tokens.push({ kind: 'sign', text: isFirst ? '`' : '}`' });
    tokens.push({ kind: 'text', text: said });
    if (!isLast) templates.push(0);
  };
  while (at < code.length) {
    if (take(blank) !== undefined) continue;
    const numeral = take(number);
    if (numeral !== undefined) {
      tokens.push({ kind: 'number', text: valueOf(numeral) });
      continue;
    }
    const name = take(word);
    if (name !== undefined) {
      tokens.push({ kind: 'word', text: name });
      continue;
    }
    const quoted = take(text) ?? (isOperand(tokens.at(-1)) ? undefined : take(regex));
    if (quoted !== undefined) {
      const isRegex = quoted.startsWith('/');
      tokens.push({
        kind: isRegex ? 'sign' : 'text',
        text: isRegex ? quoted : unescape(quoted.slice(1, -1)),
      });
      continue;
    }
    const sign = code[at] ?? '';
    at += 1;
    if (sign === '`') {
      takeChunk(true);
      continue;
    }
    const depth = templates.at(-1);
    if (sign === '{' && depth !== undefined) templates[templates.length - 1] = depth + 1;
    if (sign === '}' && depth === 0) {
      templates.pop();
      takeChunk(false);
      continue;
    }
    if (sign === '}' && depth !== undefined) templates[templates.length - 1] = depth - 1;
    tokens.push({ kind: 'sign', text: sign });
  }
  return tokens;
}

/** Whether a slash behind it divides. */
function isOperand(token: CodeToken | undefined): boolean {
  if (token === undefined) return false;
  if (token.kind === 'word') return !operators.has(token.text);
  return token.kind !== 'sign' || [')', ']', '}'].includes(token.text);
}

function valueOf(numeral: string): string {
  const plain = numeral.replaceAll('_', '');
  return plain.endsWith('n') ? `${BigInt(plain.slice(0, -1))}n` : String(Number(plain));
}

const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  b: '\b',
  f: '\f',
  v: '\v',
  0: '\0',
};

function unescape(inner: string): string {
  return inner.replaceAll(
    /\\(?:u\{(?<point>[\da-fA-F]+)\}|u(?<unit>[\da-fA-F]{4})|x(?<byte>[\da-fA-F]{2})|(?<end>\r\n|[\n\r\u2028\u2029])|(?<one>[\s\S]))|\r\n/gu,
    (whole, ...rest) => {
      const { point, unit, byte, end, one } = rest.at(-1) as Readonly<Record<string, string>>;
      if (whole === '\r\n') return '\n';
      if (end !== undefined) return '';
      const hex = point ?? unit ?? byte;
      if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
      return escapes[one ?? ''] ?? one ?? '';
    },
  );
}
