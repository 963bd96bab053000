import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { tokensOfModule } from './module-tokens.ts';

/** Where a name leads that is none of a package: absolute paths, of which one is taken. */
export type AliasReader = (specifier: string, folder: string) => readonly string[];

/**
 * Makes a reader of the aliases of a project: `imports` and the name of the nearest package.json,
 * `paths` and `baseUrl` of the nearest tsconfig.json. Files are read once.
 */
export function createAliasReader(): AliasReader {
  const packages = new Map<string, Manifest | undefined>();
  const configs = new Map<string, Aliases | undefined>();
  return (specifier, folder) => {
    const manifest = nearest(folder, 'package.json', packages, readManifest);
    if (specifier.startsWith('#')) return targetsOf(manifest?.imports ?? {}, specifier);
    const { name, home } = manifest ?? {};
    if (name !== undefined && (specifier === name || specifier.startsWith(`${name}/`))) {
      return [home ?? folder];
    }
    const aliases = nearest(folder, 'tsconfig.json', configs, readAliases);
    if (aliases === undefined) return [];
    const mapped = targetsOf(aliases.paths, specifier);
    if (mapped.length > 0 || aliases.baseUrl === undefined) return mapped;
    const based = resolve(aliases.baseUrl, specifier);
    return endings.some((ending) => existsSync(based + ending)) ? [based] : [];
  };
}

/** What may stand behind the path of a module that is written without it. */
const endings = ['', '.ts', '.js', '.mts', '.mjs', '.cts', '.cjs', '.json'];

/** Absolute paths, or patterns of them with a `*`, by patterns of names. */
type Targets = Readonly<Record<string, readonly string[]>>;

interface Manifest {
  readonly home: string;
  readonly name: string | undefined;
  readonly imports: Targets;
}

interface Aliases {
  readonly paths: Targets;
  readonly baseUrl: string | undefined;
}

function nearest<T>(
  folder: string,
  file: string,
  known: Map<string, T | undefined>,
  read: (path: string) => T | undefined,
): T | undefined {
  if (known.has(folder)) return known.get(folder);
  const path = join(folder, file);
  const parent = dirname(folder);
  const found = existsSync(path)
    ? read(path)
    : parent === folder
      ? undefined
      : nearest(parent, file, known, read);
  known.set(folder, found);
  return found;
}

/** As Node and TypeScript do: the exact name first, then the longest text before a `*`. */
function targetsOf(targets: Targets, specifier: string): readonly string[] {
  const exact = targets[specifier];
  if (exact !== undefined) return exact;
  const [match] = Object.keys(targets)
    .map((pattern) => ({ pattern, parts: pattern.split('*') }))
    .filter(
      ({ parts: [head = '', tail] }) =>
        tail !== undefined &&
        specifier.length >= head.length + tail.length &&
        specifier.startsWith(head) &&
        specifier.endsWith(tail),
    )
    .sort((a, b) => (b.parts[0]?.length ?? 0) - (a.parts[0]?.length ?? 0));
  if (match === undefined) return [];
  const [head = '', tail = ''] = match.parts;
  const middle = specifier.slice(head.length, specifier.length - tail.length);
  return (targets[match.pattern] ?? []).map((target) => target.replaceAll('*', () => middle));
}

function readManifest(path: string): Manifest | undefined {
  const home = dirname(path);
  const { name, imports } = (readJson(path) ?? {}) as Record<string, unknown>;
  const entries = Object.entries((imports ?? {}) as object).map(
    ([key, target]) =>
      [key, textsIn(target).flatMap((text) => (isLocal(text) ? resolve(home, text) : []))] as const,
  );
  return {
    home,
    name: typeof name === 'string' ? name : undefined,
    imports: Object.fromEntries(entries),
  };
}

/** Conditions nest; whichever holds, a path is one that the name may lead to. */
function textsIn(target: unknown): string[] {
  if (typeof target === 'string') return [target];
  return typeof target === 'object' && target !== null
    ? Object.values(target).flatMap(textsIn)
    : [];
}

function isLocal(target: string): boolean {
  return target.startsWith('./');
}

function readAliases(path: string): Aliases | undefined {
  const config = readJson(path) as
    | { extends?: string | string[]; compilerOptions?: Record<string, unknown> }
    | undefined;
  if (config === undefined) return undefined;
  const home = dirname(path);
  const inherited = [config.extends ?? []]
    .flat()
    .flatMap((name) => extendedConfig(name, path) ?? [])
    .flatMap((base) => readAliases(base) ?? [])
    .at(-1);
  const { paths, baseUrl } = config.compilerOptions ?? {};
  const base = typeof baseUrl === 'string' ? resolve(home, baseUrl) : inherited?.baseUrl;
  if (paths === undefined) return { paths: inherited?.paths ?? {}, baseUrl: base };
  const entries = Object.entries(paths as Record<string, readonly string[]>).map(
    ([pattern, targets]) =>
      [pattern, targets.map((target) => resolve(base ?? home, target))] as const,
  );
  return { paths: Object.fromEntries(entries), baseUrl: base };
}

function extendedConfig(name: string, from: string): string | undefined {
  if (/^\.{0,2}\//u.test(name)) {
    const path = resolve(dirname(from), name);
    return [path, `${path}.json`].find(
      (candidate) => candidate.endsWith('.json') && existsSync(candidate),
    );
  }
  try {
    return createRequire(from).resolve(name);
  } catch {
    return undefined;
  }
}

/** JSON as tsconfig.json is: with comments, and commas at the end; undefined where it is none. */
function readJson(path: string): unknown {
  const source = readFileSync(path, 'utf8');
  const tokens = tokensOfModule(source);
  const text = tokens
    .filter(
      ({ text: sign }, index) => sign !== ',' || !/^[\]}]$/u.test(tokens[index + 1]?.text ?? ''),
    )
    .map((token) => (token.kind === 'text' ? `"${token.text}"` : token.text))
    .join('');
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
