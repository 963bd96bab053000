import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  rmSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Copies the working tree (what git knows, and what it does not ignore) with a node_modules of its
 * own, so that a native module built for another Node can stand in it.
 *
 * Packages are hard links: to symbolic ones Node would resolve dependencies from the original.
 *
 * @param native folder of the native package that takes the place of the one of its name
 */
export function copyProject(target: string, name: string, native: string | undefined): void {
  rmSync(target, { recursive: true, force: true });
  const listed = execFileSync('git', ['ls-files', '-z', '-co', '--exclude-standard'], {
    encoding: 'utf8',
  });
  for (const file of listed.split('\0')) {
    // A file that was deleted but not yet from the index.
    if (file === '' || !existsSync(file)) continue;
    mkdirSync(dirname(join(target, file)), { recursive: true });
    copyFileSync(file, join(target, file));
  }
  linkTree('node_modules', join(target, 'node_modules'));
  rmSync(join(target, 'node_modules', name), { recursive: true, force: true });
  if (native !== undefined) linkTree(native, join(target, 'node_modules', name));
}

function linkTree(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) linkTree(source, target);
    // The links of .bin are relative: they lead into the copy.
    else if (entry.isSymbolicLink()) cpSync(source, target, { verbatimSymlinks: true });
    else linkSync(source, target);
  }
}
