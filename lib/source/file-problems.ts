import type { Problem } from '../errors.ts';
import { stampForms } from '../revision/stamp.ts';

const legacyHint = "or, where it is older than knex-stairway, set legacy: 'as-knex'";

/** Longest name that knex_migrations holds: a varchar(255), as Knex 3.3.0 creates it. */
export const maxRecordedLength = 255;

export function stampMissing(where: string): Problem {
  return {
    code: 'E_STAMP_MISSING',
    where,
    what: 'looks like a migration, but its name says no time that would order it',
    repair: `Begin its name with one of: ${stampForms.join(', ')}; ${legacyHint}.`,
  };
}

export function stampImpossible(where: string, text: string): Problem {
  return {
    code: 'E_STAMP_IMPOSSIBLE',
    where,
    what: `bears the stamp ${text}, which no calendar has`,
    repair: `Give it a stamp that exists; ${legacyHint}.`,
  };
}

export function nameDuplicate(wheres: readonly string[], name: string): Problem {
  const isBuilt = new Set(wheres.map((where) => where.replace(/\.[cm]?[jt]s$/u, ''))).size === 1;
  return {
    code: 'E_NAME_DUPLICATE',
    where: wheres.join(', '),
    what: `would ${wheres.length === 2 ? 'both' : 'all'} be recorded as ${name}, and run twice`,
    repair: isBuilt
      ? 'Keep one of them: let the build write into a folder of its own, and name that folder in production.'
      : 'Rename all but one; names that differ only in case or in Unicode form count as one.',
  };
}

export function revisionDuplicate(wheres: readonly string[], revision: string): Problem {
  return {
    code: 'E_REVISION_DUPLICATE',
    where: wheres.join(', '),
    what: `bear the same revision ${revision}`,
    repair: 'Give all but one a new one (a copied file keeps the old): twelve hexadecimal digits.',
  };
}

export function orderTied(wheres: readonly string[]): Problem {
  return {
    code: 'E_ORDER_TIED',
    where: wheres.join(', '),
    what: 'bear the same time, and no header says which comes first',
    repair: `Write "Revises: <revision or name of the one before>" into the comment at the top of the later one, or give it a later stamp; ${legacyHint}.`,
  };
}

export function nameTooLong(where: string, name: string): Problem {
  return {
    code: 'E_NAME_TOO_LONG',
    where,
    what: `has a name of ${[...name].length} characters; knex_migrations holds ${maxRecordedLength}`,
    repair: 'Shorten it.',
  };
}

export function directoryMissing(where: string): Problem {
  return {
    code: 'E_DIRECTORY_MISSING',
    where,
    what: 'does not exist, or is no folder',
    repair: 'Correct `directory`, or write the first migration: npx knex-stairway make "…".',
  };
}

export function directoryEmpty(where: string): Problem {
  return {
    code: 'E_DIRECTORY_EMPTY',
    where,
    what: 'holds no migration',
    repair: 'Correct `directory`, or write the first migration: npx knex-stairway make "…".',
  };
}
