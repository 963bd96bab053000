import { MigrationFilesError, type Problem } from '../errors.ts';
import type { RevisionName } from '../revision/file-template.ts';
import { parseHeader } from '../revision/header.ts';
import { orderByInstant } from '../revision/order.ts';
import { classifyEntry, type NamingConfig } from './classify-entry.ts';
import { splitFileName, stemOf } from './file-name.ts';
import {
  directoryEmpty,
  directoryMissing,
  maxRecordedLength,
  nameDuplicate,
  nameTooLong,
  orderTied,
  revisionDuplicate,
} from './file-problems.ts';
import type { LeftAside, MigrationFile } from './migration-file.ts';
import type { SourceEntry, SourcePlace } from './source-entry.ts';

/** How names are read and recorded; settled by the source. */
export interface ListingConfig extends NamingConfig {
  readonly recordAs: 'stem' | 'file' | '.js' | '.ts';
  /** Whether a place without migrations, or none at all, is no problem. */
  readonly allowsEmpty: boolean;
}

/** A migration with the entry that it was read from. */
export interface ListedMigration {
  readonly migration: MigrationFile;
  readonly entry: SourceEntry;
}

type Named = ListedMigration & { readonly instant: number; readonly aliases: readonly string[] };

/**
 * Lists the migrations of all places in the order in which they run.
 *
 * @throws MigrationFilesError that lists every file and folder at fault
 */
export function listMigrations(
  places: readonly SourcePlace[],
  config: ListingConfig,
): { readonly listed: readonly ListedMigration[]; readonly leftAside: readonly LeftAside[] } {
  const problems: Problem[] = [];
  const leftAside: LeftAside[] = [];
  const legacy: ListedMigration[] = [];
  const named: Named[] = [];

  for (const place of places) {
    const entries = place.listEntries();
    if (entries === undefined) {
      if (!config.allowsEmpty) problems.push(directoryMissing(place.where));
      continue;
    }
    let migrationCount = 0;
    for (const entry of entries) {
      const finding = classifyEntry(entry, config);
      if (finding.kind === 'aside') {
        leftAside.push({ file: entry.where, reason: finding.reason });
        continue;
      }
      migrationCount += 1;
      if (finding.kind === 'problem') problems.push(finding.problem);
      else if (finding.kind === 'legacy') legacy.push(legacyMigration(entry));
      else named.push(namedMigration(entry, finding.name, config));
    }
    if (migrationCount === 0 && !config.allowsEmpty) problems.push(directoryEmpty(place.where));
  }

  const { ordered, tied } = orderByInstant(named, ({ entry }) => {
    const text = entry.readText();
    return text === undefined ? undefined : parseHeader(text);
  });
  // Knex's own order: FsMigrations sorts by the code units of the file name.
  const listed = [...legacy.sort((a, b) => compare(a.entry.file, b.entry.file)), ...ordered];
  problems.push(
    ...tied.filter(isOfManyNames).map((group) => orderTied(sortedWheres(group))),
    ...problemsOfNames(listed),
  );
  if (problems.length > 0) {
    throw new MigrationFilesError(problems.sort((a, b) => compare(a.where, b.where)));
  }
  return { listed, leftAside: leftAside.sort((a, b) => compare(a.file, b.file)) };
}

function legacyMigration(entry: SourceEntry): ListedMigration {
  const { file, path } = entry;
  return {
    entry,
    migration: Object.freeze({
      name: file,
      file,
      path,
      instant: undefined,
      revision: undefined,
      slug: splitFileName(file).stem,
      isLegacy: true,
    }),
  };
}

function namedMigration(
  entry: SourceEntry,
  { instant, revision, slug }: RevisionName,
  { recordAs }: ListingConfig,
): Named {
  const { file, path } = entry;
  const stem = stemOf(file);
  const name =
    recordAs === 'stem' ? stem : recordAs === 'file' ? file.normalize('NFC') : stem + recordAs;
  return {
    entry,
    instant,
    aliases: revision === undefined ? [stem, name] : [revision, stem, name],
    migration: Object.freeze({ name, file, path, instant, revision, slug, isLegacy: false }),
  };
}

function problemsOfNames(listed: readonly ListedMigration[]): Problem[] {
  const tooLong = listed
    .filter(({ migration }) => [...migration.name].length > maxRecordedLength)
    .map(({ migration, entry }) => nameTooLong(entry.where, migration.name));
  const byName = groupBy(listed, identityOf);
  const byRevision = groupBy(listed, ({ migration }) => migration.revision);
  return [
    ...tooLong,
    ...byName.map((group) => nameDuplicate(sortedWheres(group), group[0]?.migration.name ?? '')),
    ...byRevision
      .filter(isOfManyNames)
      .map((group) => revisionDuplicate(sortedWheres(group), group[0]?.migration.revision ?? '')),
  ];
}

/** Without regard to case: MySQL deletes both rows of knex_migrations where Knex means one. */
function identityOf({ migration }: ListedMigration): string {
  return migration.name.normalize('NFC').toLowerCase();
}

/** Tells files that are at odds from files of one name, which are reported as such. */
function isOfManyNames(group: readonly ListedMigration[]): boolean {
  return new Set(group.map(identityOf)).size > 1;
}

/** Groups of two or more that share a key; those without a key share none. */
function groupBy<T>(items: readonly T[], keyOf: (item: T) => string | undefined): T[][] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    if (key === undefined) continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return [...groups.values()].filter((group) => group.length > 1);
}

function sortedWheres(group: readonly ListedMigration[]): string[] {
  return group.map(({ entry }) => entry.where).sort(compare);
}

/** By code units, so that the order is the same on every machine. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
