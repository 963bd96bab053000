/** A word, a text or a sign of JavaScript or TypeScript; blanks, comments and regexes left out. */
export interface ModuleToken {
  readonly kind: 'word' | 'text' | 'sign';
  /** Of a text what stands between its quotes, escapes as they are written. */
  readonly text: string;
  /** Where it begins. */
  readonly start: number;
}

/** Behind these words an operand begins: a slash there opens a regex. */
const beforeOperand =
  /^(?:await|case|delete|do|else|in|instanceof|new|of|return|throw|typeof|void|yield)$/u;

const forms = {
  blank: /\s+|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|^#![^\n]*/uy,
  text: /'(?<single>(?:[^'\\\n]|\\[\s\S])*)'|"(?<double>(?:[^"\\\n]|\\[\s\S])*)"/uy,
  word: /[\p{ID_Continue}$#\u200C\u200D]+/uy,
  regex: /\/(?![*/])(?:[^\\/[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/uy,
  /** From its backtick, or from behind an expression, to the next expression or its end. */
  template: /(?:[^`\\$]|\\[\s\S]|\$(?!\{))*(?:`|\$\{|$)/uy,
};

/**
 * Takes a module apart, as far as it takes to find its imports: nothing within a comment, a text, a
 * regex or a template is a token. A template without expressions is a text, and the expressions of
 * another are tokens. It knows no JSX, which no migration has.
 */
export function tokensOfModule(source: string): ModuleToken[] {
  const tokens: ModuleToken[] = [];
  /** How many braces are open within each expression of a template that is open. */
  const templates: number[] = [];
  let at = 0;
  const take = (form: RegExp): RegExpExecArray | undefined => {
    form.lastIndex = at;
    const match = form.exec(source) ?? undefined;
    at += match?.[0].length ?? 0;
    return match;
  };
  const push = (kind: ModuleToken['kind'], text: string, start: number): void => {
    tokens.push({ kind, text, start });
  };
  const takeTemplate = (isWhole: boolean, start: number): void => {
    const [part = ''] = take(forms.template) ?? [];
    if (part.endsWith('${')) templates.push(0);
    else if (isWhole) push('text', part.slice(0, -1), start);
    else push('text', '', start);
  };

  while (at < source.length) {
    const start = at;
    if (take(forms.blank) !== undefined) continue;
    const text = take(forms.text);
    if (text !== undefined) {
      push('text', text.groups?.['single'] ?? text.groups?.['double'] ?? '', start);
      continue;
    }
    const word = take(forms.word);
    if (word !== undefined) {
      push('word', word[0], start);
      continue;
    }
    if (source[at] === '/' && opensRegex(tokens.at(-1)) && take(forms.regex) !== undefined) {
      push('text', '', start);
      continue;
    }
    const sign = source[at] ?? '';
    at += 1;
    const open = templates.length - 1;
    if (sign === '`') takeTemplate(true, start);
    else if (sign === '}' && templates[open] === 0) {
      templates.pop();
      takeTemplate(false, start);
    } else {
      if (open >= 0 && sign === '{') templates[open] = (templates[open] ?? 0) + 1;
      if (open >= 0 && sign === '}') templates[open] = (templates[open] ?? 0) - 1;
      push('sign', sign, start);
    }
  }
  return tokens;
}

/** A closing bracket ends an operand more often than the head of an `if`. */
function opensRegex(before: ModuleToken | undefined): boolean {
  if (before === undefined) return true;
  if (before.kind === 'word') return beforeOperand.test(before.text);
  return before.kind === 'sign' && before.text !== ')' && before.text !== ']';
}
