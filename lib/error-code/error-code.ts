import type { ChangeCode } from './change-code.ts';
import type { ConventionCode } from './convention-code.ts';
import type { DataCode } from './data-code.ts';
import type { DatabaseCode } from './database-code.ts';
import type { FamilyCode } from './family-code.ts';
import type { FileCode } from './file-code.ts';
import type { InitCode } from './init-code.ts';
import type { OptionCode } from './option-code.ts';
import type { ProjectCode } from './project-code.ts';
import type { RecordCode } from './record-code.ts';
import type { SchemaCode } from './schema-code.ts';
import type { ServiceCode } from './service-code.ts';

/**
 * What an error or a problem is, for programs: a code never changes. docs/errors.md has a section
 * for each. A later version may know more of them, and so may a team's own checks.
 */
export type ErrorCode =
  | FamilyCode
  | ServiceCode
  | OptionCode
  | ProjectCode
  | InitCode
  | FileCode
  | ConventionCode
  | SchemaCode
  | ChangeCode
  | DataCode
  | RecordCode
  | DatabaseCode
  // Keeps the others apart from it, so that an editor offers them.
  | (`E_${string}` & Record<never, never>);
