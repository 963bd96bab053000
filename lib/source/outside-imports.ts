import { readFileSync, statSync } from 'node:fs';
import { dirname, isAbsolute, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Problem } from '../errors.ts';
import { importsOfModule, type ModuleImport } from './module-imports.ts';
import { createAliasReader, type AliasReader } from './path-alias.ts';
import { pathFromHere } from './path-from-here.ts';

/**
 * Finds what migrations import from outside of their folders, such as models, which are other ones
 * tomorrow. Modules within the folders are followed; packages, and what is imported as a type only,
 * are nobody's business here.
 *
 * @param files absolute paths of the migrations
 * @param folders absolute paths of their folders
 */
export function problemsOfImports(
  files: readonly string[],
  folders: readonly string[],
): readonly Problem[] {
  const aliases = createAliasReader();
  const isInside = (path: string): boolean =>
    folders.some((folder) => path === folder || path.startsWith(`${folder}${sep}`));
  const problems: Problem[] = [];
  const waiting = [...files];
  const seen = new Set(waiting);
  for (const file of waiting) {
    for (const found of importsOfModule(readFileSync(file, 'utf8'))) {
      const targets = targetsOf(found.specifier, file, aliases);
      const outside = targets.find((target) => !isInside(target));
      if (outside !== undefined) {
        problems.push(problemOf(found, file, outside));
        continue;
      }
      for (const target of targets) {
        const helper = moduleAt(target);
        if (helper === undefined || seen.has(helper)) continue;
        seen.add(helper);
        waiting.push(helper);
      }
    }
  }
  return problems;
}

/** The paths that an import leads to; none for a package and for what Node brings along. */
function targetsOf(specifier: string, file: string, aliases: AliasReader): readonly string[] {
  const folder = dirname(file);
  const path = specifier.startsWith('file:')
    ? fileURLToPath(specifier)
    : specifier.replace(/[?#](?!$).*$/u, '');
  if (/^\.{1,2}(?:[\\/]|$)/u.test(specifier) || isAbsolute(path)) {
    const target = resolve(folder, path);
    return target.includes(`${sep}node_modules${sep}`) ? [] : [target];
  }
  return specifier.startsWith('node:') ? [] : aliases(specifier, folder);
}

/** Finds the file of a path that may lack its extension, or have that of its compiled form. */
function moduleAt(path: string): string | undefined {
  const stem = path.replace(/\.(?<kind>[cm]?)js$/u, '');
  const candidates = [
    path,
    ...['.ts', '.mts', '.cts'].map((ending) => stem + ending),
    ...['.ts', '.js', '.mts', '.mjs', '.cts', '.cjs'].flatMap((ending) => [
      path + ending,
      resolve(path, `index${ending}`),
    ]),
  ];
  return candidates.find(
    (candidate) =>
      /\.[cm]?[jt]s$/u.test(candidate) &&
      statSync(candidate, { throwIfNoEntry: false })?.isFile() === true,
  );
}

function problemOf({ specifier, line }: ModuleImport, file: string, outside: string): Problem {
  return {
    code: 'E_IMPORT_OUTSIDE',
    where: `${pathFromHere(file)}:${line}`,
    what: `imports ${specifier}${/^\.{1,2}\//u.test(specifier) ? '' : ` (${pathFromHere(outside)})`}, which lies outside of the migrations' folders and may be another one tomorrow`,
    repair:
      'Declare the table as it is today (knex-stairway snapshot prints it), or copy what it needs into a helper beside the migrations; import type is fine.',
  };
}
