import type { Problem } from '../errors.ts';
import { parseHeader } from '../revision/header.ts';
import { ListedMigration } from '../source/listed-migration.ts';
import type { MigrationFile } from '../source/migration-file.ts';

interface Link {
  readonly file: string;
  readonly revision: string;
  readonly revises: readonly string[];
}

/**
 * Follows what the headers say that they revise: there is one head, which nobody revises; nobody
 * revises what is not there, or what comes later. Migrations without a header stand aside.
 *
 * @param migrations all of the source, in order
 */
export function problemsOfHeads(migrations: readonly MigrationFile[]): Problem[] {
  const links = migrations.flatMap((migration) => linkOf(migration) ?? []);
  const places = new Map(links.map(({ revision }, index) => [revision, index]));
  const revised = new Set(links.flatMap(({ revises }) => revises));
  const problems = links.flatMap(({ file, revises }, index) =>
    revises.flatMap((parent) => {
      const place = places.get(parent);
      if (place !== undefined && place < index) return [];
      return place === undefined
        ? unknownParent(file, parent)
        : laterParent(file, parent, links[place]);
    }),
  );
  const heads = links.filter(({ revision }) => !revised.has(revision));
  // A project whose files revise nothing keeps no chain.
  const hasChain = links.some(({ revises }) => revises.length > 0);
  return hasChain && heads.length > 1 ? [...problems, twoHeads(heads)] : problems;
}

function linkOf(migration: MigrationFile): Link | undefined {
  const text = ListedMigration.entryOf(migration)?.readText();
  const header = text === undefined ? undefined : parseHeader(text);
  const revision = header?.revision ?? migration.revision;
  if (header === undefined || revision === undefined) return undefined;
  return { file: migration.file, revision, revises: header.revises };
}

function unknownParent(file: string, parent: string): Problem {
  return {
    code: 'E_PARENT_UNKNOWN',
    where: file,
    what: `revises ${parent}, which no migration is`,
    repair: 'Correct `Revises:` in its header, or bring the file back.',
  };
}

function laterParent(file: string, parent: string, later: Link | undefined): Problem {
  return {
    code: 'E_PARENT_LATER',
    where: file,
    what: `revises ${parent}, which runs behind it (${later?.file})`,
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
