import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SourceEntry, SourcePlace } from '../../lib/source/source-entry.ts';
import type { StairwayError } from '../../lib/errors.ts';
import { createProject, type Project } from './project.ts';

/** Empty migrations, by how they are written. */
export const empty = {
  esm: 'export async function up() {}\nexport async function down() {}\n',
  commonjs: 'exports.up = async () => {};\nexports.down = async () => {};\n',
} as const;

/** Absolute path of a folder in test/fixtures. */
export function fixture(path: string): string {
  return join(fileURLToPath(new URL('../fixtures/', import.meta.url)), path);
}

/**
 * Gives the tests of the surrounding suite projects of their own; each is removed behind its test.
 *
 * @returns a function like createProject
 */
export function useProjects(): typeof createProject {
  const projects: Project[] = [];
  afterEach(() => {
    for (const project of projects.splice(0)) project.remove();
  });
  return (files, packages) => {
    const project = createProject(files, packages);
    projects.push(project);
    return project;
  };
}

/** The same files, each an empty CommonJS migration, for `createProject`. */
export function emptyMigrations(files: readonly string[], folder = ''): Record<string, string> {
  return Object.fromEntries(files.map((file) => [join(folder, file), empty.commonjs]));
}

/**
 * Catches what a call throws or rejects with.
 *
 * @throws where it does neither, or throws what is no `kind`
 */
export async function caught<E extends Error>(
  kind: abstract new (...given: never[]) => E,
  call: () => unknown,
): Promise<E> {
  try {
    await call();
  } catch (error) {
    if (error instanceof kind) return error;
    throw error;
  }
  throw new Error(`expected ${kind.name}, but nothing was thrown`);
}

/** The problems of an error in short: code and base names of the files, in the error's order. */
export function codesOf(error: StairwayError): string[] {
  return error.problems.map(({ code, where }) => {
    const files = where.split(', ').map((path) => path.replace(/^.*[/\\]/u, ''));
    return `${code} ${files.join(' ')}`;
  });
}

/** All entries of a place; none where it does not exist. */
export function entriesOf(place: SourcePlace): SourceEntry[] {
  return (place.listKeys() ?? []).map((key) => place.entryOf(key));
}
