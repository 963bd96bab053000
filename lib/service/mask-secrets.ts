import type { Knex } from 'knex';
import { literalPattern } from '../literal-pattern.ts';

const mask = '***';

/** Properties of a connection whose values nobody may see, in lower case. */
const secretKeys = new Set(['password', 'passwd', 'pwd', 'token', 'secret', 'passphrase', 'key']);

/** Properties that messages have to show; a password that is the same is no secret. */
const openKeys = new Set([
  'user',
  'username',
  'host',
  'hostname',
  'server',
  'database',
  'filename',
]);

/** Up to the last `@`: a password may hold one, or a slash, that is not encoded. No port before a path. */
const ofUrl = /(?<before>[a-z][\w+.-]*:\/\/[^\s:/@"'`<>]*:)(?!\d+[/?#])[^\s"'`<>]*(?=@)/giu;

/** `password=…`, `"password": "…"`, `pwd = …`, `PGPASSWORD: …`; not MySQL's `(using password: YES)`. */
const ofAssignment =
  /(?<before>\b\w*(?:password|passwd|pwd)\\?["']?\s*[=:]\s*)(?!(?:YES|NO)\))(?:\\"(?:(?!\\").)*\\"|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[^\s,;&"'}\])]+)/giu;

/**
 * Takes passwords out of a text: those of URLs, those behind `password=` and the like, and each of
 * `secrets` wherever it stands, also percent-encoded or escaped as JSON.
 */
export function maskSecrets(text: string, secrets: Iterable<string> = []): string {
  let masked = text;
  for (const form of formsOf(secrets)) masked = replaceWhole(masked, form);
  return masked
    .replace(ofUrl, `$<before>${mask}`)
    .replace(ofAssignment, (match: string, before: string) => {
      const value = match.slice(before.length);
      const quote = /^\\?["']/u.exec(value)?.[0] ?? '';
      return `${before}${quote}${mask}${quote}`;
    });
}

/**
 * Finds the passwords, tokens and keys of a Knex configuration, wherever they stand in `connection`:
 * in a URL, an object, an object within it. Those of a function are known to it alone.
 */
export function secretsOf({ connection }: Knex.Config): ReadonlySet<string> {
  const found = { secrets: new Set<string>(), open: new Set<string>() };
  collect(connection, found, 0);
  for (const word of found.open) found.secrets.delete(word);
  return found.secrets;
}

interface Found {
  readonly secrets: Set<string>;
  readonly open: Set<string>;
}

function collect(value: unknown, found: Found, depth: number): void {
  if (typeof value === 'string') collectFromUrl(value, found);
  if (typeof value !== 'object' || value === null || depth > 4) return;
  // Knex hides a password from enumeration, not from those who know its name.
  for (const key of Object.getOwnPropertyNames(value)) {
    const part = (value as Readonly<Record<string, unknown>>)[key];
    if (typeof part !== 'string') collect(part, found, depth + 1);
    else if (isSecret(key)) found.secrets.add(part);
    else if (openKeys.has(key.toLowerCase())) found.open.add(part);
    else collectFromUrl(part, found);
  }
}

function isSecret(key: string): boolean {
  const words = key
    .replaceAll(/(?<=[a-z])(?=[A-Z])/gu, '_')
    .toLowerCase()
    .split(/[_-]/u);
  return words.some((word) => secretKeys.has(word));
}

function collectFromUrl(text: string, { secrets, open }: Found): void {
  if (!URL.canParse(text)) {
    const password = /^[a-z][\w+.-]*:\/\/[^:/@]*:(?<password>.*)@/iu.exec(text)?.groups?.[
      'password'
    ];
    if (password !== undefined) secrets.add(password);
    return;
  }
  const { password, username, hostname, pathname, searchParams } = new URL(text);
  for (const part of [password, decoded(password)]) secrets.add(part);
  for (const part of [username, hostname, pathname.slice(1)]) open.add(decoded(part));
  for (const [key, value] of searchParams) if (isSecret(key)) secrets.add(value);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The longest first: what is masked in part gives the rest away. */
function formsOf(secrets: Iterable<string>): ReadonlySet<string> {
  const forms = [...secrets].flatMap((secret) => [
    secret,
    encoded(secret),
    JSON.stringify(secret).slice(1, -1),
  ]);
  forms.sort((a, b) => b.length - a.length);
  return new Set(forms.filter((form) => form !== ''));
}

function encoded(secret: string): string {
  try {
    return encodeURIComponent(secret);
  } catch {
    // Half of a surrogate pair has no encoding.
    return secret;
  }
}

/** Replaces a secret; one of less than four characters only where it is a word of its own. */
function replaceWhole(text: string, secret: string): string {
  if ([...secret].length >= 4) return text.replaceAll(secret, mask);
  const literal = literalPattern(secret);
  return text.replaceAll(
    new RegExp(`(?<![\\p{L}\\p{N}_])${literal}(?![\\p{L}\\p{N}_])`, 'gu'),
    mask,
  );
}
