import type { Knex } from 'knex';
import { nodeCrypto } from '../node-crypto.ts';
import { originalMigration } from '../migration/conventional-migration.ts';
import { tokensOfCode, type CodeToken } from './code-tokens.ts';

/**
 * Digests what a migration does: the code of its `up` and `down`, and whether it wants a transaction.
 * Formatting, comments, types, and what tsc, esbuild, tsx and Node make of TypeScript leave it as it
 * is. It does not see what lies outside of the two functions (constants, helpers, imported modules),
 * nor brackets that only group; a build that renames variables (minified) has another.
 *
 * @returns undefined for functions whose code JavaScript does not show, such as bound ones
 */
export function checksumOf(migration: Knex.Migration): string | undefined {
  const { up, down, config } = originalMigration(migration) as Knex.Migration & {
    readonly config?: { readonly transaction?: unknown };
  };
  const codes = [up, down].map((run) => (typeof run === 'function' ? String(run) : ''));
  if (codes.some((code) => /\{\s*\[native code\]\s*\}\s*$/u.test(code))) return undefined;
  const { transaction = null } = config ?? {};
  const facts = JSON.stringify([codes.map(normalize), transaction]);
  return nodeCrypto().createHash('sha256').update(facts).digest('hex').slice(0, 32);
}

/** What is left of code when all is taken away that builds and formatters put in. */
function normalize(code: string): readonly string[] {
  let tokens = withoutKeptNames(tokensOfCode(code));
  tokens = tokens.flatMap((token, index) => withoutNamespace(tokens, token, index));
  tokens = tokens.filter(
    ({ kind, text }, index) =>
      kind !== 'sign' || !(text === ';' || (text === ',' && isEnd(tokens[index + 1]))),
  );
  tokens = tokens.filter(({ kind, text }) => kind !== 'sign' || !(text === '(' || text === ')'));
  tokens = tokens.map((token, index) => asKey(token, tokens[index + 1]));
  return tokens
    .filter((_, index) => !isLonghand(tokens, index))
    .map(({ kind, text }) => (kind === 'text' ? JSON.stringify(text) : text));
}

/** esbuild with keepNames, as tsx calls it: `__name(function, "name")`. */
function withoutKeptNames(tokens: readonly CodeToken[]): readonly CodeToken[] {
  const at = tokens.findIndex(({ kind, text }) => kind === 'word' && text === '__name');
  if (at === -1 || !isSign(tokens[at + 1], '(')) return tokens;
  let depth = 0;
  const end = tokens.findIndex((token, index) => {
    if (index <= at) return false;
    if (isSign(token, '(')) depth += 1;
    if (isSign(token, ')')) depth -= 1;
    return depth === 0;
  });
  const inner = tokens.slice(at + 2, end - 2);
  // A statement of its own names what was declared; else the call stands for its argument.
  const isStatement = inner.length === 1;
  return withoutKeptNames([
    ...tokens.slice(0, at),
    ...(isStatement ? [] : inner),
    ...tokens.slice(end + 1),
  ]);
}

/** Imports that became CommonJS: `(0, module_1.name)` and `import_module.name`. */
function withoutNamespace(
  tokens: readonly CodeToken[],
  token: CodeToken,
  index: number,
): readonly CodeToken[] {
  const of = (offset: number): CodeToken | undefined => tokens[index + offset];
  const isNamespace = (word: CodeToken | undefined): boolean =>
    word?.kind === 'word' && /^(?:import_.+|.+_\d+)$/u.test(word.text);
  if (token.text === '0' && isSign(of(-1), '(') && isSign(of(1), ',') && isNamespace(of(2))) {
    return [];
  }
  if (isSign(token, ',') && of(-1)?.text === '0' && isSign(of(-2), '(') && isNamespace(of(1))) {
    return [];
  }
  const isOwn = !isSign(of(-1), '.');
  if (isNamespace(token) && isOwn && isSign(of(1), '.')) return [];
  if (isSign(token, '.') && isNamespace(of(-1)) && !isSign(of(-2), '.')) return [];
  return [token];
}

/** A key is the same with quotes and without. */
function asKey(token: CodeToken, next: CodeToken | undefined): CodeToken {
  return token.kind === 'text' &&
    isSign(next, ':') &&
    /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(token.text)
    ? { kind: 'word', text: token.text }
    : token;
}

/** The `: id` of `{ id: id }`. */
function isLonghand(tokens: readonly CodeToken[], index: number): boolean {
  const starts = isSign(tokens[index], ':') ? index : index - 1;
  const [key, colon, value, end] = tokens.slice(Math.max(starts - 1, 0), starts + 3);
  return (
    starts > 0 &&
    isSign(colon, ':') &&
    key?.kind === 'word' &&
    value?.kind === 'word' &&
    key.text === value.text &&
    (isSign(end, ',') || isSign(end, '}')) &&
    !isSign(tokens[starts - 2], '?')
  );
}

function isEnd(token: CodeToken | undefined): boolean {
  return isSign(token, ')') || isSign(token, ']') || isSign(token, '}');
}

function isSign(token: CodeToken | undefined, text: string): boolean {
  return token?.kind === 'sign' && token.text === text;
}
