import { existsSync, mkdirSync, readdirSync, renameSync, rmdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { OptionsError } from '../errors.ts';
import type { MigrationFile } from '../source/migration-file.ts';

/** The folder, beside the migrations that are left, that keeps those that a baseline replaced. */
export const replacedFolder = 'before_baseline';

/** Moves files out of the way of the source, which reads no folders within its own. */
export function moveAway(migrations: readonly MigrationFile[]): void {
  for (const { path } of migrations) {
    if (path === undefined) continue;
    const folder = join(dirname(path), replacedFolder);
    mkdirSync(folder, { recursive: true });
    renameSync(path, join(folder, basename(path)));
  }
}

/** Moves files back. @returns how many */
export function moveBack(directories: readonly string[]): number {
  let count = 0;
  for (const directory of directories) {
    const folder = join(directory, replacedFolder);
    if (!existsSync(folder)) continue;
    for (const file of readdirSync(folder)) {
      renameSync(join(folder, file), join(directory, file));
      count += 1;
    }
    rmdirSync(folder);
  }
  return count;
}

/** @throws OptionsError where files of an earlier baseline would be mixed up with these */
export function assertNoReplaced(directories: readonly string[]): void {
  const found = directories.map((directory) => join(directory, replacedFolder)).filter(existsSync);
  if (found.length === 0) return;
  throw new OptionsError('The baseline', [
    {
      code: 'E_FILE_EXISTS',
      where: found.join(', '),
      what: 'is there already, with the migrations that an earlier baseline replaced',
      repair: 'Move it out of the folder of migrations, or remove it: git keeps the files.',
    },
  ]);
}
