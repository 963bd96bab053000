import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './project.ts';

/**
 * Packs this package as `npm publish` would.
 *
 * Without scripts: dist has been built by then (`npm test` does), and a build in the midst of a test
 * run would take it away from the tests that use it.
 *
 * @param folder where the tarball goes
 * @returns path of the tarball
 */
export function packPackage(folder: string): string {
  const options = ['--ignore-scripts', '--silent', '--pack-destination', folder];
  return join(folder, runOrFail('npm', ['pack', ...options, root]).trim());
}

/** Takes a tarball of npm apart: all that lies in its one folder, into another. */
export function unpack(tarball: string, folder: string): void {
  mkdirSync(folder, { recursive: true });
  runOrFail('tar', ['-xzf', tarball, '--strip-components=1', '-C', folder]);
}

function runOrFail(command: string, args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(command, [...args], {
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}`, { cause: error });
  return stdout;
}
