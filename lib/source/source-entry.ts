/** One thing in a place where migrations lie: a file, a folder, a module of a bundler. */
export interface SourceEntry {
  /** Name without folders, extension included. */
  readonly file: string;
  /** How messages call it: a path relative to the working directory, or a key of `modules`. */
  readonly where: string;
  /** Absolute path; undefined for a module that was handed in. */
  readonly path: string | undefined;
  readonly isFolder: boolean;
  /** Reads its source text; undefined where there is none to read. */
  readText(): string | undefined;
  /** Guesses whether it exports `up` or `down`; undefined where only loading it would tell. */
  exportsMigration(): boolean | undefined;
  /** Loads it: the namespace of a module, or what stands for one. */
  load(): Promise<unknown>;
}

/**
 * A place where migrations lie. It lists names, and makes an entry only of what is asked for: of ten
 * thousand files, most are never looked at.
 */
export interface SourcePlace {
  /** How messages call the place. */
  readonly where: string;
  /**
   * Lists what is there: file names, or keys that `fileOf` makes file names of.
   *
   * @returns undefined where the place does not exist
   */
  listKeys(): readonly string[] | undefined;
  fileOf(key: string): string;
  entryOf(key: string): SourceEntry;
}
