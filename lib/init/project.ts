import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { messageOf, OptionsError } from '../errors.ts';
import { packageManagerOf, type PackageManager } from './package-manager.ts';

/** A package.json as far as `init` reads it. */
export interface PackageJson {
  readonly type?: unknown;
  readonly scripts?: unknown;
  readonly packageManager?: unknown;
}

/** A file of a project that is there, with its text. */
export interface ProjectFile {
  /** From the folder of the project. */
  readonly path: string;
  readonly text: string;
}

/** What `init` finds in a folder. */
export interface Project {
  /** Absolute. */
  readonly folder: string;
  /** Undefined where neither the folder nor one above it has a package.json. */
  readonly packageJson: (ProjectFile & { readonly data: PackageJson }) | undefined;
  readonly tsconfig: ProjectFile | undefined;
  readonly knexfile: ProjectFile | undefined;
  /** Packages that package.json names. */
  readonly declared: ReadonlySet<string>;
  readonly packageManager: PackageManager;
  /** Whether Yarn resolves packages by Plug'n'Play, without node_modules. */
  readonly isPnp: boolean;
  /** Whether a package can be loaded from the folder. */
  isInstalled(name: string): boolean;
  /**
   * Whether a package has to be installed: it is not there, or only by the way, as part of another,
   * with which it may go. What a workspace has above the folder counts as there.
   */
  lacks(name: string): boolean;
  /** Whether a path of the folder is there. */
  has(path: string): boolean;
}

/** In the order in which Knex 3.3.0 looks for them (bin/cli.js), then those that it takes by name. */
export const knexfileNames: readonly string[] = ['js', 'mjs', 'ts', 'cjs', 'mts', 'cts'].map(
  (end) => `knexfile.${end}`,
);

/**
 * Reads what a folder holds of a project; changes nothing.
 *
 * @throws OptionsError where package.json is no JSON, or lies in a folder above only
 */
export function readProject(folder: string): Project {
  const read = (path: string): ProjectFile | undefined => {
    const absolute = join(folder, path);
    return existsSync(absolute) ? { path, text: readFileSync(absolute, 'utf8') } : undefined;
  };
  const file = read('package.json');
  if (file === undefined) assertNoPackageAbove(folder, dirname(folder));
  const data = file === undefined ? {} : parse(file, folder);
  const require = createRequire(join(folder, 'package.json'));
  const declared = new Set(
    ['dependencies', 'devDependencies', 'optionalDependencies'].flatMap((field) =>
      Object.keys(recordOf(data[field])),
    ),
  );
  const has = (path: string): boolean => existsSync(join(folder, path));
  const isInstalled = (name: string): boolean => canResolve(require, name);
  return {
    folder,
    packageJson: file === undefined ? undefined : { ...file, data },
    tsconfig: read('tsconfig.json'),
    knexfile: knexfileNames.map(read).find((found) => found !== undefined),
    declared,
    packageManager: packageManagerOf(folder, data['packageManager']),
    isPnp: has('.pnp.cjs'),
    isInstalled,
    lacks: (name) => !isInstalled(name) || (!declared.has(name) && has(join('node_modules', name))),
    has,
  };
}

/** The value itself where it is an object, else an empty one. */
export function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function parse({ text }: ProjectFile, folder: string): Readonly<Record<string, unknown>> {
  const where = join(folder, 'package.json');
  const refuse = (what: string): OptionsError =>
    new OptionsError('The folder', [
      { code: 'E_PACKAGE_JSON', where, what, repair: 'Mend it: npm reads it, too.' },
    ]);
  try {
    // Some editors of Windows begin it with a byte order mark; npm takes it away, too.
    const data: unknown = JSON.parse(text.replace(/^\uFEFF/u, ''));
    if (typeof data === 'object' && data !== null && !Array.isArray(data)) {
      return data as Record<string, unknown>;
    }
  } catch (error) {
    throw refuse(`is no JSON: ${messageOf(error)}`);
  }
  throw refuse('holds no object');
}

/** In a folder of a project Node would go by the package.json above, and so would the scripts. */
function assertNoPackageAbove(folder: string, above: string): void {
  if (existsSync(join(above, 'package.json'))) {
    throw new OptionsError('The folder', [
      {
        code: 'E_PACKAGE_ABOVE',
        where: folder,
        what: `has no package.json, and ${above} has one`,
        repair: `Set up that project (--cwd ${above}), or make one of this folder first: npm init -y.`,
      },
    ]);
  }
  const next = dirname(above);
  if (next !== above) assertNoPackageAbove(folder, next);
}

function canResolve(require: NodeJS.Require, name: string): boolean {
  try {
    require.resolve(`${name}/package.json`);
    return true;
  } catch (error) {
    // It is there, and keeps its package.json to itself.
    return error instanceof Error && 'code' in error && error.code !== 'MODULE_NOT_FOUND';
  }
}
