import type { Problem } from '../errors.ts';
import { parseHeader } from '../revision/header.ts';
import { stemOf } from '../source/file-name.ts';
import { ListedMigration } from '../source/listed-migration.ts';
import type { MigrationFile } from '../source/migration-file.ts';

interface Link {
  readonly file: string;
  readonly revision: string;
  /** Its place in the order. */
  readonly index: number;
  readonly revises: readonly string[];
}

/**
 * Follows what the headers say that they revise: there is one head, which nobody revises; nobody
 * revises what is not there, or what comes later. Migrations without a header stand aside, but may be
 * revised, by the names of their files: the first of a chain follows the last of the old ones.
 *
 * @param migrations all of the source, in order
 */
export function problemsOfHeads(migrations: readonly MigrationFile[]): Problem[] {
  const links = migrations.flatMap((migration, index) => linkOf(migration, index) ?? []);
  const places = new Map(
    migrations.flatMap(({ revision, file, name }, index) =>
      [revision, stemOf(file), name].map((alias) => [alias, index] as const),
    ),
  );
  for (const { revision, index } of links) places.set(revision, index);
  const revised = new Set(links.flatMap(({ revises }) => revises.map((name) => places.get(name))));
  const problems = links.flatMap(({ file, revises, index }) =>
    revises.flatMap((parent) => {
      const place = places.get(parent);
      if (place === undefined) return unknownParent(file, parent);
      return place < index ? [] : laterParent(file, parent, migrations[place]?.file);
    }),
  );
  const heads = links.filter(({ index }) => !revised.has(index));
  // A project whose files revise nothing keeps no chain.
  const hasChain = links.some(({ revises }) => revises.length > 0);
  return hasChain && heads.length > 1 ? [...problems, twoHeads(heads)] : problems;
}

function linkOf(migration: MigrationFile, index: number): Link | undefined {
  const text = ListedMigration.entryOf(migration)?.readText();
  const header = text === undefined ? undefined : parseHeader(text);
  const revision = header?.revision ?? migration.revision;
  if (header === undefined || revision === undefined) return undefined;
  return { file: migration.file, revision, index, revises: header.revises };
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
