import type { DialectName } from '../dialect/dialect.ts';

/**
 * What a database holds, without its rows: frozen, in a stable order, and in the database's own
 * normal form, so that equal schemas are equal catalogs.
 *
 * `schema` is null on SQLite, and on MySQL for the database of the connection: there it is where a
 * schema lives, not what it is. Owners are left out for the same reason.
 */
export interface Catalog {
  readonly dialect: DialectName;
  /** PostgreSQL only. */
  readonly schemas: readonly CatalogSchema[];
  readonly tables: readonly CatalogTable[];
  readonly views: readonly CatalogView[];
  /** Enums, domains, composite types and ranges: PostgreSQL only. */
  readonly types: readonly CatalogType[];
  /** Those of identity columns stand at their columns. */
  readonly sequences: readonly CatalogSequence[];
  /** Functions, procedures, aggregates, and events on MySQL. */
  readonly functions: readonly CatalogFunction[];
  readonly triggers: readonly CatalogTrigger[];
  /** Row-level policies, and rules: PostgreSQL only. */
  readonly policies: readonly CatalogPolicy[];
  readonly extensions: readonly CatalogExtension[];
  /** What others than the owner may do; what a new object grants by itself is among it. */
  readonly grants: readonly CatalogGrant[];
  /** Extended statistics, event triggers, publications and default privileges. */
  readonly others: readonly CatalogOther[];
}

/** A schema of PostgreSQL. */
export interface CatalogSchema {
  readonly name: string;
  readonly comment: string | null;
}

/** A table with all that is on it. */
export interface CatalogTable {
  readonly schema: string | null;
  readonly name: string;
  readonly kind: 'table' | 'partitioned table' | 'foreign table' | 'virtual table';
  readonly comment: string | null;
  /** In their order. */
  readonly columns: readonly CatalogColumn[];
  /** By kind (pk, fk, uq, ck, …), then by name. */
  readonly constraints: readonly CatalogConstraint[];
  /** Those that no constraint brought, by name. */
  readonly indexes: readonly CatalogIndex[];
  /** PostgreSQL: the tables that it inherits from or is a partition of, with its bounds. */
  readonly parents: string | null;
  /** By what it is partitioned. */
  readonly partitionBy: string | null;
  /** Whether row-level policies hold, and whether for the owner too. */
  readonly rowSecurity: 'off' | 'on' | 'forced';
  /** Whatever else it was told: storage parameters, engine, collation, STRICT, unlogged. */
  readonly options: string | null;
}

/** A column of a table or view. */
export interface CatalogColumn {
  readonly name: string;
  /** As the database spells it, with its length: `character varying(255)`. */
  readonly type: string;
  readonly nullable: boolean;
  /** An SQL expression: a text has its quotes. */
  readonly default: string | null;
  /** A generated column's expression, and whether it is stored. */
  readonly generated: { readonly expression: string; readonly stored: boolean } | null;
  /** A column that numbers itself other than by its default. */
  readonly identity: CatalogIdentity | null;
  /** PostgreSQL and SQLite: where it is not that of the type. */
  readonly collation: string | null;
  readonly comment: string | null;
  /** From 1, without the gaps that dropped columns leave. */
  readonly position: number;
  /** Whatever else it was told: storage, statistics target, `on update`, invisible. */
  readonly options: string | null;
}

/** How a column numbers itself. */
export interface CatalogIdentity {
  readonly kind: 'always' | 'by default' | 'auto_increment' | 'autoincrement';
  /** PostgreSQL: the sequence behind it. */
  readonly sequence: SequenceFacts | null;
}

/** As SQL texts: they are larger than a JavaScript number. */
export interface SequenceFacts {
  readonly type: string;
  readonly start: string;
  readonly increment: string;
  readonly min: string;
  readonly max: string;
  readonly cache: string;
  readonly cycle: boolean;
}

/** `ex`: EXCLUDE. `nn`: NOT NULL where it is more than a column's own (PostgreSQL 18). */
export type CatalogConstraintKind = 'pk' | 'fk' | 'uq' | 'ck' | 'ex' | 'nn';

/** A constraint of a table. */
export interface CatalogConstraint {
  readonly kind: CatalogConstraintKind;
  /** Null where the database keeps none: SQLite without CONSTRAINT, a column's check on MariaDB. */
  readonly name: string | null;
  /** In the order of the constraint; of a check those that the database knows of. */
  readonly columns: readonly string[];
  /** What would create it again behind CONSTRAINT name. */
  readonly definition: string;
  /** Foreign keys only, like the four below; null elsewhere. */
  readonly referredSchema: string | null;
  readonly referredTable: string | null;
  readonly referredColumns: readonly string[];
  readonly onUpdate: ReferentialAction | null;
  readonly onDelete: ReferentialAction | null;
  readonly deferrable: 'no' | 'initially immediate' | 'initially deferred';
  readonly validated: boolean;
  readonly comment: string | null;
}

/** What becomes of rows that refer to one that is changed or deleted. */
export type ReferentialAction = 'no action' | 'restrict' | 'cascade' | 'set null' | 'set default';

/** An index of a table or materialized view. */
export interface CatalogIndex {
  readonly name: string;
  /** In the order of the index. */
  readonly columns: readonly CatalogIndexColumn[];
  readonly unique: boolean;
  readonly predicate: string | null;
  /** `btree`, `gin`, `fulltext`, … */
  readonly method: string;
  /** False for one whose concurrent build has failed, and for one that is ignored (MySQL). */
  readonly valid: boolean;
  /** What would create it again behind ON table: operator classes and included columns are in it. */
  readonly definition: string;
  readonly comment: string | null;
}

/** One of `column` and `expression` is null. */
export interface CatalogIndexColumn {
  readonly column: string | null;
  readonly expression: string | null;
  readonly order: 'asc' | 'desc';
  readonly nulls: 'first' | 'last';
}

/** A view with its columns. */
export interface CatalogView {
  readonly schema: string | null;
  readonly name: string;
  readonly kind: 'view' | 'materialized view';
  readonly comment: string | null;
  readonly columns: readonly CatalogColumn[];
  readonly indexes: readonly CatalogIndex[];
  readonly definition: string;
  readonly options: string | null;
}

/** A type that was made by CREATE TYPE or CREATE DOMAIN. */
export interface CatalogType {
  readonly schema: string | null;
  readonly name: string;
  readonly kind: 'enum' | 'domain' | 'composite' | 'range';
  readonly comment: string | null;
  /** Enums: in their order. */
  readonly values: readonly string[];
  /** The others: what they are made of, default and constraints of a domain included. */
  readonly definition: string | null;
}

/** A sequence that stands by itself, or behind a default. */
export interface CatalogSequence extends SequenceFacts {
  readonly schema: string | null;
  readonly name: string;
  readonly comment: string | null;
  /** The column that it is dropped with. */
  readonly ownedBy: {
    readonly schema: string | null;
    readonly table: string;
    readonly column: string;
  } | null;
}

/** A function, a procedure, an aggregate, or an event of MySQL. */
export interface CatalogFunction {
  readonly schema: string | null;
  readonly name: string;
  /** Types of the arguments, which belong to its identity on PostgreSQL. */
  readonly arguments: string;
  readonly kind: 'function' | 'procedure' | 'aggregate' | 'event';
  readonly comment: string | null;
  readonly definition: string;
}

/** A trigger of a table or view. */
export interface CatalogTrigger {
  readonly schema: string | null;
  readonly table: string;
  readonly name: string;
  readonly comment: string | null;
  readonly definition: string;
  /** `origin` is the usual; PostgreSQL only. */
  readonly enabled: 'origin' | 'disabled' | 'replica' | 'always';
}

/** A row-level policy, or a rule. */
export interface CatalogPolicy {
  readonly schema: string | null;
  readonly table: string;
  readonly name: string;
  readonly kind: 'policy' | 'rule';
  readonly comment: string | null;
  readonly definition: string;
}

/** An extension of PostgreSQL that is installed. */
export interface CatalogExtension {
  readonly schema: string | null;
  readonly name: string;
  readonly version: string;
  readonly comment: string | null;
}

/** One privilege of one role on one object. */
export interface CatalogGrant {
  readonly kind: 'schema' | 'table' | 'view' | 'column' | 'sequence' | 'function' | 'type';
  readonly schema: string | null;
  /** The object, with its arguments or its column. */
  readonly name: string;
  /** The table of what is of a table or a sequence; null elsewhere. */
  readonly table: string | null;
  readonly grantee: string;
  readonly privilege: string;
  readonly grantable: boolean;
}

/** An object of another kind. */
export interface CatalogOther {
  readonly kind: string;
  readonly schema: string | null;
  readonly name: string;
  readonly definition: string;
  readonly comment: string | null;
}
