import { MigrationFilesError, type Problem } from '../errors.ts';
import type { FileTemplate, RevisionName } from '../revision/file-template.ts';
import { parseHeader } from '../revision/header.ts';
import { orderByInstant } from '../revision/order.ts';
import { parseRevisionName } from '../revision/revision-name.ts';
import { reasonAgainstName, splitFileName } from './file-name.ts';
import {
  directoryEmpty,
  directoryMissing,
  maxRecordedLength,
  nameDuplicate,
  nameTooLong,
  orderTied,
  revisionDuplicate,
  stampImpossible,
  stampMissing,
} from './file-problems.ts';
import type { LeftAside, MigrationFile } from './migration-file.ts';
import type { SourceEntry, SourcePlace } from './source-entry.ts';

/** How names are read and recorded; settled by the source. */
export interface ListingConfig {
  readonly template: FileTemplate;
  readonly legacy: 'refuse' | 'as-knex';
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
      const finding = classify(entry, config);
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
  problems.push(...tied.map((group) => orderTied(sortedWheres(group))), ...problemsOfNames(listed));
  if (problems.length > 0) {
    throw new MigrationFilesError(problems.sort((a, b) => compare(a.where, b.where)));
  }
  return { listed, leftAside: leftAside.sort((a, b) => compare(a.file, b.file)) };
}

type Finding =
  | { readonly kind: 'aside'; readonly reason: string }
  | { readonly kind: 'problem'; readonly problem: Problem }
  | { readonly kind: 'legacy' }
  | { readonly kind: 'named'; readonly name: RevisionName };

function classify(entry: SourceEntry, { template, legacy }: ListingConfig): Finding {
  if (entry.isFolder) return { kind: 'aside', reason: 'a folder' };
  const isLegacyAllowed = legacy === 'as-knex';
  const reason = reasonAgainstName(entry, isLegacyAllowed);
  if (reason !== undefined) return { kind: 'aside', reason };

  const { stem } = splitFileName(entry.file);
  const isTest = /\.(?:test|spec)$/u.test(stem);
  const name = isLegacyAllowed
    ? (template.parse(stem) ?? { fault: 'none' as const })
    : parseRevisionName(stem, template);
  if (!('fault' in name) && !isTest) return { kind: 'named', name };

  // What begins with a digit means to be ordered; all else is asked what it exports.
  const isOrdered = /^\d/u.test(entry.file) && !isTest;
  if (!isOrdered && entry.exportsMigration() === false) {
    return {
      kind: 'aside',
      reason: `${isTest ? 'a test' : 'a helper'}: exports no up and no down`,
    };
  }
  if (!('fault' in name)) return { kind: 'named', name };
  if (isLegacyAllowed) return { kind: 'legacy' };
  return {
    kind: 'problem',
    problem:
      name.fault === 'impossible'
        ? stampImpossible(entry.where, name.text)
        : stampMissing(entry.where),
  };
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
  // One name on every platform: macOS hands out decomposed Unicode where Linux does not.
  const stem = splitFileName(file).stem.normalize('NFC');
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
  // Without regard to case: MySQL deletes both rows of knex_migrations where Knex means one.
  const byName = groupBy(listed, ({ migration }) => migration.name.normalize('NFC').toLowerCase());
  const byRevision = groupBy(listed, ({ migration }) => migration.revision);
  return [
    ...tooLong,
    ...byName.map((group) => nameDuplicate(sortedWheres(group), group[0]?.migration.name ?? '')),
    ...byRevision
      // Files of one name have been reported as such.
      .filter((group) => new Set(group.map(({ migration }) => migration.name)).size > 1)
      .map((group) => revisionDuplicate(sortedWheres(group), group[0]?.migration.revision ?? '')),
  ];
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
