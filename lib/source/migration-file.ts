/** A migration as its source lists it: what its name says, and nothing of its content. */
export interface MigrationFile {
  /** What stands in knex_migrations. */
  readonly name: string;
  /** File name, extension included. */
  readonly file: string;
  /** Absolute path of the file; undefined where the source was given modules. */
  readonly path: string | undefined;
  /** Milliseconds since 1970 (UTC); undefined for a legacy migration. */
  readonly instant: number | undefined;
  /** Identifier of the revision; undefined where the file name has none. */
  readonly revision: string | undefined;
  readonly slug: string;
  /** Whether it stands in Knex's own order, before all that bear the template's stamp. */
  readonly isLegacy: boolean;
}

/** A file beside the migrations that is none, and why. */
export interface LeftAside {
  readonly file: string;
  readonly reason: string;
}

/** All that a source found. */
export interface Listing {
  /** In the order in which they run. */
  readonly migrations: readonly MigrationFile[];
  /** Sorted by file name. */
  readonly leftAside: readonly LeftAside[];
}
