import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** What `require` says of a module that only `import` can load. */
const onlyByImport = new Set(['ERR_REQUIRE_ESM', 'ERR_REQUIRE_ASYNC_MODULE']);

/**
 * Loads a module the way that Knex 3.3.0 does (lib/migrations/util/import-file.js): CommonJS by
 * `require`, so that the hooks of ts-node, @swc-node and the like see it, the rest by `import`.
 *
 * @param path absolute
 * @returns the namespace, or `module.exports`
 */
export async function loadModule(path: string): Promise<unknown> {
  if (isEsModule(path)) return import(pathToFileURL(path).href);
  try {
    return createRequire(path)(path) as unknown;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (!onlyByImport.has(code)) throw error;
    return import(pathToFileURL(path).href);
  }
}

/** Tells whether Node takes a file for an ES module, by its extension or its package. */
export function isEsModule(path: string): boolean {
  const extension = extname(path);
  if (extension === '.mjs' || extension === '.mts') return true;
  if (extension === '.cjs' || extension === '.cts') return false;
  return packageType(dirname(path)) === 'module';
}

/** By their folders. Node, too, reads a package.json once. */
const packageTypes = new Map<string, unknown>();

function packageType(folder: string): unknown {
  if (!packageTypes.has(folder)) packageTypes.set(folder, readPackageType(folder));
  return packageTypes.get(folder);
}

function readPackageType(folder: string): unknown {
  try {
    const parsed: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    return typeof parsed === 'object' && parsed !== null && 'type' in parsed
      ? parsed.type
      : undefined;
  } catch {
    const parent = dirname(folder);
    return parent === folder ? undefined : packageType(parent);
  }
}
