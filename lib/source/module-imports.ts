import { tokensOfModule, type ModuleToken } from './module-tokens.ts';

/** One module that another one asks for. */
export interface ModuleImport {
  /** As it is written, such as `../models/user.ts` or `knex`. */
  readonly specifier: string;
  /** From 1. */
  readonly line: number;
}

/**
 * Finds what a module of JavaScript or TypeScript imports when it runs: by `import`, `export … from`,
 * `import()` and `require()` of a text. What is imported as a type only is gone by then.
 */
export function importsOfModule(source: string): ModuleImport[] {
  const tokens = tokensOfModule(source);
  return tokens.flatMap((token, index) => {
    if (token.kind !== 'word' || isSign(tokens[index - 1], '.')) return [];
    const found = specifierAt(tokens, index);
    return found === undefined ? [] : { specifier: found.text, line: lineAt(source, found.start) };
  });
}

function specifierAt(tokens: readonly ModuleToken[], index: number): ModuleToken | undefined {
  const [word, next] = [tokens[index]?.text, tokens[index + 1]];
  if (word === 'require') return called(tokens, index);
  if (word === 'import') {
    if (next?.kind === 'text') return next;
    if (isSign(next, '(')) {
      return isWord(tokens[index - 1], 'typeof') ? undefined : called(tokens, index);
    }
    return isTypeOnly(tokens, index) ? undefined : behindFrom(tokens, index + 1);
  }
  if (word !== 'export' || !(isSign(next, '{') || isSign(next, '*'))) return undefined;
  return behindFrom(tokens, index + 1);
}

/** The one text that is handed to `import(…)` or `require(…)`. */
function called(tokens: readonly ModuleToken[], index: number): ModuleToken | undefined {
  const [open, text, close] = tokens.slice(index + 1, index + 4);
  const isCall = isSign(open, '(') && text?.kind === 'text';
  return isCall && (isSign(close, ')') || isSign(close, ',')) ? text : undefined;
}

/** `import type { … }`, but not a default import that is called `type`. */
function isTypeOnly(tokens: readonly ModuleToken[], index: number): boolean {
  const [type, next, after] = tokens.slice(index + 1, index + 4);
  if (!isWord(type, 'type') || isSign(next, ',') || isSign(next, '=')) return false;
  return !isWord(next, 'from') || isWord(after, 'from');
}

/** The text behind the next `from`, through what may stand in a clause of imports. */
function behindFrom(tokens: readonly ModuleToken[], start: number): ModuleToken | undefined {
  for (let index = start; index < tokens.length; index += 1) {
    const [token, next] = [tokens[index], tokens[index + 1]];
    if (isWord(token, 'from') && next?.kind === 'text') return next;
    if (token?.kind === 'sign' && !'{},*'.includes(token.text)) return undefined;
  }
  return undefined;
}

function isSign(token: ModuleToken | undefined, text: string): boolean {
  return token?.kind === 'sign' && token.text === text;
}

function isWord(token: ModuleToken | undefined, text: string): boolean {
  return token?.kind === 'word' && token.text === text;
}

function lineAt(source: string, at: number): number {
  return source.slice(0, at).split('\n').length;
}
