import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fixture } from './migrations.ts';

/** All files below a folder, texts by their paths from there. */
export function filesBelow(folder: string): Record<string, string> {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(
    paths.map((path) => [relative(folder, path).replaceAll('\\', '/'), readFileSync(path, 'utf8')]),
  );
}

/** The project of a guide, as its reader has it: two migrations that all have, and what is its own. */
export function guideProject(name: string): Record<string, string> {
  return { ...filesBelow(fixture('guides/common')), ...filesBelow(fixture(`guides/${name}`)) };
}
