import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { OptionsError } from '../errors.ts';

/**
 * Makes sure that this process can load TypeScript: by a loader that is there already (tsx,
 * ts-node), by the tsx of the project, or by Node itself (22.18 and later).
 *
 * @param file the TypeScript file that is to be loaded; tsx is looked up from there
 * @throws OptionsError where nothing can load it
 */
export async function ensureTypeScript(file: string): Promise<void> {
  const require = createRequire(file);
  const isNative = 'typescript' in process.features && process.features.typescript !== false;
  if (!isNative && '.ts' in require.extensions) return;
  const tsx = resolveFrom(require, 'tsx');
  if (tsx !== undefined) {
    await loadOurselves(require);
    // The module that `node --import tsx` loads; it registers itself.
    await import(pathToFileURL(tsx).href);
    return;
  }
  if (isNative) return;
  throw new OptionsError('The knexfile', [
    {
      code: 'E_TYPESCRIPT_LOADER',
      where: file,
      what: `is TypeScript, which Node ${process.versions.node} does not load by itself`,
      repair: 'Install tsx beside it: npm install --save-dev tsx.',
    },
  ]);
}

/** Makes sure of it where one of several files is TypeScript. */
export async function ensureTypeScriptOf(
  migrations: readonly { readonly file: string; readonly path: string | undefined }[],
): Promise<void> {
  const typescript = migrations.find(({ file }) => /\.[cm]?ts$/u.test(file))?.path;
  if (typescript !== undefined) await ensureTypeScript(typescript);
}

/**
 * What is loaded before tsx does not go through it, which takes ten times as long; Knex, which is
 * CommonJS, goes through it nearly as fast, and is not always needed.
 */
async function loadOurselves(require: NodeJS.Require): Promise<void> {
  const path = resolveFrom(require, 'knex-stairway');
  if (path === undefined) return;
  await import(pathToFileURL(path).href).catch(() => {
    // Whoever needs it says so.
  });
}

function resolveFrom(require: NodeJS.Require, name: string): string | undefined {
  try {
    return require.resolve(name);
  } catch {
    return undefined;
  }
}
