import type { MigrationFile } from './migration-file.ts';
import type { SourceEntry, SourcePlace } from './source-entry.ts';

/** What the name of a file says of its migration. */
export type MigrationFacts = Pick<MigrationFile, 'revision' | 'slug'>;

/** Reads the name of a file; one for all files of a listing. */
export interface FactReader {
  /** What is recorded; of ten thousand files, all are asked for it. */
  nameOf(file: string, isLegacy: boolean): string;
  factsOf(file: string, isLegacy: boolean): MigrationFacts;
}

/**
 * A migration of a listing. It keeps its instant, by which it was sorted, and reads the rest of its
 * name when it is asked: of ten thousand, Knex asks for the names and runs a few. It is not frozen,
 * which would cost as much as all the rest.
 */
export class ListedMigration implements MigrationFile {
  // Declared, not initialised: of ten thousand, each property is to be written once.
  declare readonly file: string;
  declare readonly instant: number | undefined;
  readonly #place: SourcePlace;
  readonly #key: string;
  readonly #read: FactReader;
  #name: string | undefined;
  #facts: MigrationFacts | undefined;

  constructor(place: SourcePlace, key: string, instant: number | undefined, read: FactReader) {
    this.#place = place;
    this.#key = key;
    this.#read = read;
    this.file = place.fileOf(key);
    this.instant = instant;
  }

  get name(): string {
    return (this.#name ??= this.#read.nameOf(this.file, this.isLegacy));
  }

  get revision(): string | undefined {
    return this.#factsNow.revision;
  }

  get slug(): string {
    return this.#factsNow.slug;
  }

  get isLegacy(): boolean {
    return this.instant === undefined;
  }

  get path(): string | undefined {
    return this.#place.entryOf(this.#key).path;
  }

  /** The entry of a migration; undefined for an object that no source listed. */
  static entryOf(migration: MigrationFile): SourceEntry | undefined {
    return #place in migration ? migration.#place.entryOf(migration.#key) : undefined;
  }

  /** How messages call it. */
  static whereOf(migration: ListedMigration): string {
    return migration.#place.entryOf(migration.#key).where;
  }

  get #factsNow(): MigrationFacts {
    return (this.#facts ??= this.#read.factsOf(this.file, this.isLegacy));
  }
}
