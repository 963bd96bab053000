import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A package manager that `init` can call. */
export type PackageManager = 'npm' | 'pnpm' | 'yarn';

/** Lock files by what writes them. */
const lockFiles: readonly (readonly [string, PackageManager])[] = [
  ['pnpm-lock.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
  ['package-lock.json', 'npm'],
  ['npm-shrinkwrap.json', 'npm'],
];

/**
 * Finds the package manager of a project: by the nearest lock file upwards, else by what its
 * package.json names, else by what has started this process, else npm.
 *
 * @param named the field `packageManager` of package.json, such as `pnpm@10.34.9`
 */
export function packageManagerOf(folder: string, named: unknown): PackageManager {
  const agent = process.env['npm_config_user_agent'];
  return byLockFile(folder) ?? byName(named) ?? byName(agent) ?? 'npm';
}

function byLockFile(folder: string): PackageManager | undefined {
  const found = lockFiles.find(([file]) => existsSync(join(folder, file)))?.[1];
  const parent = dirname(folder);
  return found ?? (parent === folder ? undefined : byLockFile(parent));
}

function byName(text: unknown): PackageManager | undefined {
  const name = typeof text === 'string' ? /^\w+/u.exec(text)?.[0] : undefined;
  return lockFiles.find(([, manager]) => manager === name)?.[1];
}

/** The words that add packages to a project. */
export function addWords(
  manager: PackageManager,
  packages: readonly string[],
  isForDevelopment: boolean,
): readonly string[] {
  if (manager === 'npm') {
    return ['npm', 'install', ...(isForDevelopment ? ['--save-dev'] : []), ...packages];
  }
  const forDevelopment = manager === 'yarn' ? '--dev' : '--save-dev';
  return [
    manager,
    'add',
    ...(isForDevelopment ? [forDevelopment] : []),
    ...(manager === 'pnpm' ? allowances(packages) : []),
    ...packages,
  ];
}

/** The words that build packages which are there. */
export function buildWords(
  manager: PackageManager,
  packages: readonly string[],
): readonly string[] {
  return manager === 'pnpm'
    ? ['pnpm', 'add', ...allowances(packages), ...packages]
    : [manager, 'rebuild', ...packages];
}

/** pnpm 10 builds what it is allowed to, and knows the driver of SQLite as little as any other. */
function allowances(packages: readonly string[]): readonly string[] {
  return packages
    .map((name) => name.replace(/(?<=.)@.*$/u, ''))
    .filter((name) => name === 'better-sqlite3')
    .map((name) => `--allow-build=${name}`);
}

/** What runs a command of an installed package. */
export const runners: Readonly<Record<PackageManager, string>> = {
  npm: 'npx',
  pnpm: 'pnpm exec',
  yarn: 'yarn run',
};
