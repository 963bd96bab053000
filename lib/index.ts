export { BookkeepingError } from './bookkeeping/listed.ts';
export { auditCatalog } from './catalog/audit-catalog.ts';
export type {
  Catalog,
  CatalogColumn,
  CatalogConstraint,
  CatalogConstraintKind,
  CatalogExtension,
  CatalogFunction,
  CatalogGrant,
  CatalogIdentity,
  CatalogIndex,
  CatalogIndexColumn,
  CatalogOther,
  CatalogPolicy,
  CatalogSchema,
  CatalogSequence,
  CatalogTable,
  CatalogTrigger,
  CatalogType,
  CatalogView,
  ReferentialAction,
  SequenceFacts,
} from './catalog/catalog.ts';
export { CatalogReader } from './catalog/catalog-reader.ts';
export type { DialectName } from './dialect/dialect.ts';
export { diffCatalogs } from './catalog/diff-catalogs.ts';
export type { Difference } from './catalog/difference.ts';
export type { Finding } from './catalog/finding.ts';
export type { CatalogObject, CatalogObjects, ObjectKind } from './catalog/object-label.ts';
export { readCatalog, type ReadCatalogOptions } from './catalog/read-catalog.ts';
export type { ErrorCode } from './error-code/error-code.ts';
export {
  MigrationFilesError,
  MigrationLoadError,
  MigrationMessageError,
  OptionsError,
  StairwayError,
  type Problem,
} from './errors.ts';
export {
  EpochMigrationSource,
  type EpochMigrationSourceOptions,
} from './migration/epoch-migration-source.ts';
export {
  defaultNaming,
  type ConstraintKind,
  type NamedConstraint,
  type NamedTable,
  type NamingConvention,
  type NamingToken,
} from './naming/convention.ts';
export { authors, type AuthorsOptions } from './mixin/authors.ts';
export { dropTimestamps } from './mixin/drop-timestamps.ts';
export type { Mixin } from './mixin/mixin.ts';
export { softDelete, type SoftDeleteOptions } from './mixin/soft-delete.ts';
export type { TimeOptions } from './mixin/time-column.ts';
export { timestamps, type TimestampNames, type TimestampsOptions } from './mixin/timestamps.ts';
export type { UuidVersion } from './mixin/uuid-default.ts';
export { uuidPrimaryKey, type UuidPrimaryKeyOptions } from './mixin/uuid-primary-key.ts';
export type { CommentPolicy } from './comment/comment-policy.ts';
export { uncommented } from './comment/uncommented.ts';
export { commentColumn } from './schema/comment-column.ts';
export { verbatim } from './naming/verbatim.ts';
export { ConventionError, SchemaChangeError } from './schema/convention-error.ts';
export type { Conventions, Since } from './schema/conventions.ts';
export { withConventions } from './schema/with-conventions.ts';
export type { LockHolder, LockOwner } from './service/lock-holder.ts';
export { migrate, type MigrateResult } from './service/migrate.ts';
export type { MigrateEvent, MigrationEvent } from './service/migrate-event.ts';
export type { Duration } from './duration.ts';
export type { MigrateOptions } from './service/migrate-options.ts';
export { HalfAppliedError, LockTimeoutError, MigrateError } from './service/service-error.ts';
export type { BackfillOptions, Changes, Expressions } from './snapshot/backfill.ts';
export type { BatchOptions, BatchProgress } from './snapshot/batch-options.ts';
export {
  column,
  type Column,
  type ColumnKind,
  type Columns,
  type RowOf,
} from './snapshot/column.ts';
export type { CopyOptions } from './snapshot/copy-rows.ts';
export type { InsertManyOptions, NewRow, NewRows } from './snapshot/insert-many.ts';
export type { BatchResult } from './snapshot/run-batches.ts';
export { BackfillError, SnapshotError } from './snapshot/snapshot-error.ts';
export type { SnapshotQuery, SnapshotValues } from './snapshot/snapshot-query.ts';
export {
  tableSnapshot,
  type TableSnapshot,
  type TableSnapshotOptions,
} from './snapshot/table-snapshot.ts';
export type {
  DirectoryOptions,
  ModulesOptions,
  NamingOptions,
} from './source/file-migration-source.ts';
export type { FileTemplate, RevisionName } from './revision/file-template.ts';
export type { LeftAside, Listing, MigrationFile } from './source/migration-file.ts';
export type { MigrationModule, MigrationModules } from './source/module-place.ts';
export { undoLast, type UndoOptions } from './service/undo-last.ts';
