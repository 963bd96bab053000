import { unquote, type Token } from '../schema/sqlite-text.ts';

/** Goes through the tokens of a statement from left to right. */
export class TokenCursor {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#tokens.length;
  }

  /** Where the next token stands in the statement. */
  get start(): number {
    return this.#tokens[this.#at]?.start ?? Number.POSITIVE_INFINITY;
  }

  /** The next token in lower case, or the one behind it; a quoted name is no keyword. */
  peek(offset = 0): string {
    return this.#tokens[this.#at + offset]?.text.toLowerCase() ?? '';
  }

  /** Takes the next tokens if they are these keywords. */
  take(...keywords: readonly string[]): boolean {
    if (!keywords.every((keyword, offset) => this.peek(offset) === keyword)) return false;
    this.#at += keywords.length;
    return true;
  }

  next(): Token | undefined {
    this.#at += 1;
    return this.#tokens[this.#at - 1];
  }

  /** Takes a name, without its quotes. */
  name(): string {
    return unquote(this.next()?.text ?? '');
  }

  /** Takes what stands in brackets, without them; nothing where no bracket opens. */
  brackets(): readonly Token[] {
    if (this.peek() !== '(') return [];
    const start = this.#at + 1;
    let depth = 0;
    do {
      const text = this.next()?.text;
      if (text === '(') depth += 1;
      if (text === ')') depth -= 1;
    } while (depth > 0 && !this.isAtEnd);
    return this.#tokens.slice(start, this.#at - 1);
  }

  rest(): readonly Token[] {
    const rest = this.#tokens.slice(this.#at);
    this.#at = this.#tokens.length;
    return rest;
  }
}

/** Splits tokens at the commas that stand in no brackets. */
export function splitAtCommas(tokens: readonly Token[]): Token[][] {
  const parts: Token[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (token.text === '(') depth += 1;
    if (token.text === ')') depth -= 1;
    if (depth === 0 && token.text === ',') parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts;
}
