import type { Dialect } from '../dialect/dialect.ts';
import { isSameName } from '../dialect/same-name.ts';
import { nameConstraint } from '../naming/constraint-name.ts';
import type { NamingConvention } from '../naming/convention.ts';
import { checkName, movedCheck } from './carry-check.ts';
import type { LiveConstraint } from './live-constraint.ts';
import { beforeMove, type Move } from './move.ts';

/** A constraint with the name that it should bear now. */
export interface Renaming {
  readonly constraint: LiveConstraint;
  readonly name: string;
}

/**
 * Finds the constraints whose names tell of what a table or a column was called, and the names that
 * they should bear. Names that were given by hand tell nothing, and stay.
 *
 * @param constraints as they are after the move
 * @param namings all conventions of the project: each name moves on within the one that made it
 */
export function renamingsAfter(
  move: Move,
  constraints: readonly LiveConstraint[],
  namings: readonly NamingConvention[],
  dialect: Dialect,
): Renaming[] {
  return constraints.flatMap((constraint) => {
    if (constraint.kind === 'pk' && !dialect.namesPrimaryKeys) return [];
    for (const naming of namings) {
      const name =
        constraint.kind === 'ck'
          ? movedCheck(constraint, move, naming, dialect)
          : movedName(constraint, move, naming, dialect);
      if (name !== undefined) return name === constraint.name ? [] : { constraint, name };
    }
    return [];
  });
}

/**
 * Finds the names that a copied table (`createTableLike`) should bear: PostgreSQL makes them up, and
 * MySQL takes those of the original.
 *
 * @param move from the original to the copy
 */
export function renamingsOfCopy(
  move: Move,
  constraints: readonly LiveConstraint[],
  naming: NamingConvention,
  dialect: Dialect,
): Renaming[] {
  return constraints.flatMap((constraint) => {
    const { kind, table } = constraint;
    if (table !== move.table || (kind === 'pk' && !dialect.namesPrimaryKeys)) return [];
    const isNamed =
      kind === 'ck' &&
      movedCheck(constraint, { table, tableBefore: table }, naming, dialect) !== undefined;
    const name =
      kind === 'ck'
        ? (movedCheck(constraint, move, naming, dialect) ??
          (isNamed
            ? undefined
            : checkName(constraint, table, constraint.name, naming, dialect.identifierLimit)))
        : nameIn(constraint, naming, dialect);
    return name === undefined || name === constraint.name ? [] : { constraint, name };
  });
}

/** The name by the convention now, if the present one is that of before; else undefined. */
function movedName(
  constraint: LiveConstraint,
  move: Move,
  naming: NamingConvention,
  dialect: Dialect,
): string | undefined {
  const nameBefore = nameIn(beforeMove(constraint, move, dialect), naming, dialect);
  return isSameName(dialect, nameBefore, constraint.name)
    ? nameIn(constraint, naming, dialect)
    : undefined;
}

/** The name by the convention; undefined for one over an expression. */
function nameIn(
  of: LiveConstraint,
  naming: NamingConvention,
  dialect: Dialect,
): string | undefined {
  const columns = of.columns.filter((column) => column !== null);
  if (columns.length < of.columns.length) return undefined;
  const table = { name: of.table, schema: of.schema };
  const { kind, referredTable, referredColumns } = of;
  const result = nameConstraint(
    { kind, columns, referredTable, referredColumns },
    undefined,
    table,
    naming,
    dialect.identifierLimit,
  );
  return 'name' in result ? result.name : undefined;
}
