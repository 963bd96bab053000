import type { Problem } from '../errors.ts';
import type { ObjectKind } from './object-label.ts';

/** One thing in a database that breaks the conventions. */
export interface Finding extends Problem {
  readonly code:
    | 'E_NAME_OFF_CONVENTION'
    | 'E_NAME_BY_HAND'
    | 'E_NAME_MISSING'
    | 'E_COMMENT_MISSING';
  readonly objectKind: ObjectKind;
  readonly schema: string | null;
  readonly table: string;
  /** Of the constraint, index or column; null for a table, and where there is none. */
  readonly name: string | null;
  /** The name that it should bear; null where the convention cannot tell, and for comments. */
  readonly expected: string | null;
}
