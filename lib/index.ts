export {
  MigrationFilesError,
  MigrationLoadError,
  OptionsError,
  StairwayError,
  type Problem,
} from './errors.ts';
export {
  EpochMigrationSource,
  type DirectoryOptions,
  type EpochMigrationSourceOptions,
  type ModulesOptions,
  type NamingOptions,
} from './source/epoch-migration-source.ts';
export type { FileTemplate, RevisionName } from './revision/file-template.ts';
export type { LeftAside, Listing, MigrationFile } from './source/migration-file.ts';
export type { MigrationModules } from './source/module-place.ts';
