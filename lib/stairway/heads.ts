import { readFileSync } from 'node:fs';
import type { Problem } from '../errors.ts';
import { parseHeader } from '../revision/header.ts';
import { stemOf } from '../source/file-name.ts';
import { ListedMigration } from '../source/listed-migration.ts';
import type { MigrationFile } from '../source/migration-file.ts';

/** A migration that says what it revises. */
export interface Link {
  readonly file: string;
  readonly revision: string;
  /** Its place in the order. */
  readonly index: number;
  /** As written, with the places of those that are there. */
  readonly revises: readonly { readonly name: string; readonly place: number | undefined }[];
}

/**
 * Follows what the headers say that they revise: there is one head, which nobody revises; nobody
 * revises what is not there, or what comes later. Migrations without a header stand aside, but may be
 * revised, by the names of their files: the first of a chain follows the last of the old ones.
 *
 * @param migrations all of the source, in order
 */
export function problemsOfHeads(migrations: readonly MigrationFile[]): Problem[] {
  const links = linksOf(migrations);
  const problems = links.flatMap(({ file, revises, index }) =>
    revises.flatMap(({ name, place }) => {
      if (place === undefined) return unknownParent(file, name);
      return place < index ? [] : laterParent(file, name, migrations[place]?.file);
    }),
  );
  const heads = headsOf(links);
  // A project whose files revise nothing keeps no chain.
  const hasChain = links.some(({ revises }) => revises.length > 0);
  return hasChain && heads.length > 1 ? [...problems, twoHeads(heads)] : problems;
}

/** Those that nobody revises. */
export function headsOf(links: readonly Link[]): readonly Link[] {
  const revised = new Set(links.flatMap(({ revises }) => revises.map(({ place }) => place)));
  return links.filter(({ index }) => !revised.has(index));
}

/** Reads the headers of all migrations; what has none is no link, but may be revised. */
export function linksOf(migrations: readonly MigrationFile[]): readonly Link[] {
  const places = new Map<string, number>();
  for (const [index, { revision, file, name }] of migrations.entries()) {
    for (const alias of [name, stemOf(file), revision]) {
      if (alias !== undefined) places.set(alias, index);
    }
  }
  const headers = migrations.map((migration) => {
    const text = textOf(migration);
    return text === undefined ? undefined : parseHeader(text);
  });
  for (const [index, header] of headers.entries()) {
    if (header?.revision !== undefined) places.set(header.revision, index);
  }
  return migrations.flatMap(({ file, revision: ofName }, index) => {
    const header = headers[index];
    const revision = header?.revision ?? ofName;
    if (header === undefined || revision === undefined) return [];
    const revises = header.revises.map((name) => ({ name, place: places.get(name) }));
    return { file, revision, index, revises };
  });
}

/** A source of another copy of this package, as of a CLI that is installed apart, lists its own class. */
function textOf(migration: MigrationFile): string | undefined {
  const entry = ListedMigration.entryOf(migration);
  if (entry !== undefined || migration.path === undefined) return entry?.readText();
  return readFileSync(migration.path, 'utf8');
}

function unknownParent(file: string, parent: string): Problem {
  return {
    code: 'E_PARENT_UNKNOWN',
    where: file,
    what: `revises ${parent}, which no migration is`,
    repair: 'Correct `Revises:` in its header, or bring the file back.',
  };
}

function laterParent(file: string, parent: string, later: string | undefined): Problem {
  return {
    code: 'E_PARENT_LATER',
    where: file,
    what: `revises ${parent}, which runs behind it (${later})`,
    repair: 'Rename one of the files, so that their times follow each other.',
  };
}

function twoHeads(heads: readonly Link[]): Problem {
  const last = heads.at(-1);
  return {
    code: 'E_HEADS',
    where: heads.map(({ file }) => file).join(', '),
    what: `are ${heads.length} heads: no migration revises them`,
    repair: `Two branches met. Look whether they get along, then let the later one revise the other (Revises: ${heads.at(-2)?.revision} in ${last?.file}).`,
  };
}
