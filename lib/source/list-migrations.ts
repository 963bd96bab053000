import { groupBy } from '../group-by.ts';
import { MigrationFilesError, type Problem } from '../errors.ts';
import { parseHeader } from '../revision/header.ts';
import { orderByInstant } from '../revision/order.ts';
import { parseRevisionName } from '../revision/revision-name.ts';
import { classifyFile, type NamingConfig } from './classify-file.ts';
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
import { ListedMigration, type FactReader } from './listed-migration.ts';
import { mayRepeat } from './may-repeat.ts';
import type { LeftAside, Listing } from './migration-file.ts';
import { readPlainName, type PlainName } from './plain-name.ts';
import type { SourcePlace } from './source-entry.ts';

/** How names are read and recorded; settled by the source. */
export interface ListingConfig extends NamingConfig {
  readonly recordAs: 'stem' | 'file' | '.js' | '.ts';
  /** Whether `readPlainName` reads names as the rest of this does. */
  readonly readsPlainNames: boolean;
  /** Whether a place without migrations, or none at all, is no problem. */
  readonly allowsEmpty: boolean;
}

/** A migration whose name says when it was made. */
type Stamped = ListedMigration & { readonly instant: number };

/**
 * Lists the migrations of all places in the order in which they run.
 *
 * @throws MigrationFilesError that lists every file and folder at fault
 */
export function listMigrations(places: readonly SourcePlace[], config: ListingConfig): Listing {
  const problems: Problem[] = [];
  const leftAside: LeftAside[] = [];
  const legacy: ListedMigration[] = [];
  const stamped: Stamped[] = [];
  const revisions: string[] = [];
  const read = factReader(config);

  for (const place of places) {
    const keys = place.listKeys();
    if (keys === undefined) {
      if (!config.allowsEmpty) problems.push(directoryMissing(place.where));
      continue;
    }
    const asideBefore = leftAside.length;
    const addNamed = (key: string, { instant, revision }: PlainName): void => {
      stamped.push(new ListedMigration(place, key, instant, read) as Stamped);
      if (revision !== undefined) revisions.push(revision);
    };
    for (const key of keys) {
      const plain = config.readsPlainNames ? readPlainName(place.fileOf(key)) : undefined;
      if (plain !== undefined) {
        addNamed(key, plain);
        continue;
      }
      const finding = classifyFile(place, key, config);
      if (finding.kind === 'named') {
        addNamed(key, finding.name);
      } else if (finding.kind === 'legacy') {
        legacy.push(new ListedMigration(place, key, undefined, read));
      } else if (finding.kind === 'problem') {
        problems.push(finding.problem);
      } else {
        leftAside.push(Object.freeze({ file: place.entryOf(key).where, reason: finding.reason }));
      }
    }
    const migrationCount = keys.length - (leftAside.length - asideBefore);
    if (migrationCount === 0 && !config.allowsEmpty) problems.push(directoryEmpty(place.where));
  }

  const { ordered, ties, tied } = orderByInstant(stamped, {
    aliasesOf: ({ revision, file, name }) => [revision, stemOf(file), name],
    readHeader(migration) {
      const text = ListedMigration.entryOf(migration)?.readText();
      return text === undefined ? undefined : parseHeader(text);
    },
  });
  // Knex's own order: FsMigrations sorts by the code units of the file name.
  legacy.sort((a, b) => compare(a.file, b.file));
  const migrations = [...legacy, ...ordered];
  problems.push(
    ...tied.filter(isOfManyNames).map((group) => orderTied(sortedWheres(group))),
    ...namesTooLong(migrations),
    // Files of one name are files of one instant.
    ...[legacy, ...ties].flatMap(duplicatesIn),
    ...(mayRepeat(revisions) ? revisionDuplicates(ordered) : []),
  );
  if (problems.length > 0) {
    throw new MigrationFilesError(problems.sort((a, b) => compare(a.where, b.where)));
  }
  return Object.freeze({
    migrations: Object.freeze(migrations),
    leftAside: Object.freeze(leftAside.sort((a, b) => compare(a.file, b.file))),
  });
}

/** Reads names again, as `classifyFile` has read them. */
function factReader({ template, recordAs }: ListingConfig): FactReader {
  return {
    nameOf(file, isLegacy) {
      // Knex records the whole name of the file.
      if (isLegacy) return file;
      if (recordAs === 'file') return file.normalize('NFC');
      return recordAs === 'stem' ? stemOf(file) : stemOf(file) + recordAs;
    },
    factsOf(file, isLegacy) {
      if (isLegacy) return { revision: undefined, slug: splitFileName(file).stem };
      const stem = stemOf(file);
      const parsed = parseRevisionName(stem, template);
      return 'fault' in parsed ? { revision: undefined, slug: stem } : parsed;
    },
  };
}

function namesTooLong(migrations: readonly ListedMigration[]): Problem[] {
  // Normalization triples a text at most, and recordAs adds three characters: most files are short
  // enough to say so without their names being made.
  const longFile = maxRecordedLength / 3 - 3;
  return migrations
    .filter(({ file }) => file.length > longFile)
    .filter(({ name }) => [...name].length > maxRecordedLength)
    .map((migration) => nameTooLong(ListedMigration.whereOf(migration), migration.name));
}

function duplicatesIn(group: readonly ListedMigration[]): Problem[] {
  return sharing(group, identityOf).map((same) =>
    nameDuplicate(sortedWheres(same), same[0]?.name ?? ''),
  );
}

function revisionDuplicates(migrations: readonly ListedMigration[]): Problem[] {
  return sharing(migrations, ({ revision }) => revision)
    .filter(isOfManyNames)
    .map((group) => revisionDuplicate(sortedWheres(group), group[0]?.revision ?? ''));
}

/** Without regard to case: MySQL deletes both rows of knex_migrations where Knex means one. */
function identityOf({ name }: ListedMigration): string {
  return name.normalize('NFC').toLowerCase();
}

/** Tells files that are at odds from files of one name, which are reported as such. */
function isOfManyNames(group: readonly ListedMigration[]): boolean {
  return new Set(group.map(identityOf)).size > 1;
}

/** Groups of two or more that share a key; those without a key share none. */
function sharing<T>(items: readonly T[], keyOf: (item: T) => string | undefined): T[][] {
  return [...groupBy(items, keyOf).values()].filter((group) => group.length > 1);
}

function sortedWheres(group: readonly ListedMigration[]): string[] {
  return group.map(ListedMigration.whereOf).sort(compare);
}

/** By code units, so that the order is the same on every machine. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
