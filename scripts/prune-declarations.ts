import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Removes declaration files to which no entry leads: `exports` of package.json opens no way to them,
 * and they were half of the files of the package.
 *
 * @param entries paths of declaration files, from the folder
 */
export function pruneDeclarations(folder: string, entries: readonly string[]): void {
  const reached = new Set(entries);
  // A set hands out what is added while it is gone through.
  for (const file of reached) {
    const text = readFileSync(join(folder, file), 'utf8');
    for (const { groups } of text.matchAll(/(?:from |import\()'(?<path>\.[^']+)'/gu)) {
      reached.add(join(dirname(file), groups?.['path'] ?? '').replace(/\.ts$/u, '.d.ts'));
    }
  }
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (file.endsWith('.d.ts') && !reached.has(file)) rmSync(join(folder, file));
  }
}
