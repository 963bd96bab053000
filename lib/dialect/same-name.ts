import type { Dialect } from './dialect.ts';

/**
 * Gives names that are one to a database one spelling. The letters A to Z are folded only: SQLite
 * tells all others apart (https://www.sqlite.org/c3ref/stricmp.html), and so can a file system that
 * MySQL keeps its tables in.
 */
export function foldName({ foldsNames }: Pick<Dialect, 'foldsNames'>, name: string): string {
  return foldsNames ? name.replaceAll(/[A-Z]+/gu, (letters) => letters.toLowerCase()) : name;
}

/** Tells whether two names are one to a database; nothing is the name of nothing. */
export function isSameName(
  dialect: Pick<Dialect, 'foldsNames'>,
  a: string | null | undefined,
  b: string | null | undefined,
): boolean {
  return (
    typeof a === 'string' && typeof b === 'string' && foldName(dialect, a) === foldName(dialect, b)
  );
}
