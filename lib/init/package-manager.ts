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
export function installCommand(
  manager: PackageManager,
  packages: readonly string[],
  isForDevelopment: boolean,
): readonly string[] {
  const verb = manager === 'npm' ? 'install' : 'add';
  return [manager, verb, ...(isForDevelopment ? ['--save-dev'] : []), ...packages].map((word) =>
    manager === 'yarn' && word === '--save-dev' ? '--dev' : word,
  );
}

/** What runs a command of an installed package. */
export const runners: Readonly<Record<PackageManager, string>> = {
  npm: 'npx',
  pnpm: 'pnpm exec',
  yarn: 'yarn run',
};
