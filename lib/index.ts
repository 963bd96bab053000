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
export type { CommentPolicy } from './comment/comment-policy.ts';
export { uncommented } from './comment/uncommented.ts';
export { commentColumn } from './schema/comment-column.ts';
export { verbatim } from './naming/verbatim.ts';
export { ConventionError, SchemaChangeError } from './schema/convention-error.ts';
export type { Conventions, Since } from './schema/conventions.ts';
export { withConventions } from './schema/with-conventions.ts';
export type {
  DirectoryOptions,
  ModulesOptions,
  NamingOptions,
} from './source/epoch-migration-source.ts';
export type { FileTemplate, RevisionName } from './revision/file-template.ts';
export type { LeftAside, Listing, MigrationFile } from './source/migration-file.ts';
export type { MigrationModules } from './source/module-place.ts';
