export type { DialectName } from './dialect/dialect.ts';
export { climb } from './stairway/climb.ts';
export type {
  ClimbChecks,
  ClimbOptions,
  DataHooks,
  Seed,
  SeedResult,
  Unseeded,
} from './stairway/climb-options.ts';
export type {
  ClimbEvent,
  ClimbProblem,
  ClimbProblemKind,
  ClimbResult,
  HistoryResult,
  MigrationResult,
  StepFailure,
  StepName,
  StepResult,
} from './stairway/report.ts';
export { mysql, postgres, sqlite } from './testing/databases.ts';
export type {
  ServerOptions,
  SqliteOptions,
  ThrowawayDatabase,
  ThrowawayDatabases,
} from './testing/throwaway.ts';
export { DatabaseUnavailableError } from './testing/unavailable.ts';
