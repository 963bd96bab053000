/** What a statement does, as far as its text says. */
export type StatementKind =
  /** Changes structure, rows or settings. */
  | 'write'
  /** Reads rows of tables of the project. */
  | 'read'
  /** Asks the database about itself. */
  | 'catalog'
  /** Begins, ends or marks a transaction. */
  | 'transaction';

/** A statement that a pending migration would send. */
export interface PlannedStatement {
  /** As the driver would get it. */
  readonly sql: string;
  /** Values of its placeholders, such as JSON can hold them: dates as ISO texts, bytes as `\x…`. */
  readonly bindings: readonly unknown[];
  readonly kind: StatementKind;
  /** Whether it changes something after the migration has read rows: other rows, other statements. */
  readonly dependsOnData: boolean;
  /** How often it was sent in a row, with values of its own each time; those of the first are shown. */
  readonly times: number;
  /** What the plan has done otherwise than a migration would; undefined where nothing. */
  readonly note?: string;
}

/** A pending migration, in the order in which it would run. */
export interface PlannedMigration {
  readonly name: string;
  /** What its header says it does; empty where it has none. */
  readonly message: string;
  readonly usesTransaction: boolean;
  /** Whether it is older than a migration that is applied. */
  readonly isOutOfOrder: boolean;
  /** `planned`, `failed` for the one that has thrown, `skipped` for those behind it. */
  readonly state: 'planned' | 'failed' | 'skipped';
  /** What it has thrown; undefined where nothing. */
  readonly error?: string;
  readonly statements: readonly PlannedStatement[];
}

/** What pending migrations would send. */
export interface Plan {
  /** Where they ran to find out: in a transaction that was rolled back, or on a throw-away copy. */
  readonly method: 'rollback' | 'copy';
  readonly migrations: readonly PlannedMigration[];
  /** What the reader must know of how it was found out. */
  readonly notes: readonly string[];
}
