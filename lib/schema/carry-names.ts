import type { Dialect } from '../dialect/dialect.ts';
import { foldName, isSameName } from '../dialect/same-name.ts';
import { nameConstraint } from '../naming/constraint-name.ts';
import type { NamingConvention } from '../naming/convention.ts';
import { isLongerThan } from '../naming/cut-name.ts';
import { checkKinds } from './check-kind.ts';
import type { LiveConstraint } from './live-constraint.ts';

/** A table or a column that bears another name now. */
export interface Move {
  /** The table as it is called now, without its schema. */
  readonly table: string;
  /** What it was called; the same where only a column moved. */
  readonly tableBefore: string;
  readonly column?: { readonly before: string; readonly after: string };
}

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
  const nameBefore = nameIn(before(constraint, move, dialect), naming, dialect);
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

/** The constraint as it was before the move. */
function before(
  constraint: LiveConstraint,
  { table, tableBefore, column }: Move,
  dialect: Dialect,
): LiveConstraint {
  const columnsBefore = <T extends string | null>(columns: readonly T[]): T[] =>
    columns.map((name) =>
      column !== undefined && isSameName(dialect, name, column.after) ? (column.before as T) : name,
    );
  const { columns, referredTable, referredColumns } = constraint;
  const isOwn = isSameName(dialect, constraint.table, table);
  const isReferred = isSameName(dialect, referredTable, table);
  return {
    ...constraint,
    table: isOwn ? tableBefore : constraint.table,
    columns: isOwn ? columnsBefore(columns) : columns,
    referredTable: isReferred ? tableBefore : referredTable,
    referredColumns: isReferred ? columnsBefore(referredColumns) : referredColumns,
  };
}

/** A check tells of its table by the template, and of its column where its name was made of it. */
function movedCheck(
  constraint: LiveConstraint,
  move: Move,
  naming: NamingConvention,
  dialect: Dialect,
): string | undefined {
  const given = givenNameOf(constraint, move.tableBefore, naming, dialect);
  if (given === undefined) return undefined;
  const { identifierLimit } = dialect;
  const nameBefore = checkName(constraint, move.tableBefore, given, naming, identifierLimit);
  if (!isSameName(dialect, nameBefore, constraint.name)) return undefined;
  const { column } = move;
  const isOfColumn =
    column !== undefined &&
    [...checkKinds.map(({ suffix }) => suffix), 'enum'].some((suffix) =>
      isSameName(dialect, given, `${column.before}_${suffix}`),
    );
  const givenNow = isOfColumn ? `${column.after}${given.slice(column.before.length)}` : given;
  const uncut = checkName(constraint, move.table, givenNow, naming, unlimited);
  // Once cut, it could not be carried back.
  return uncut === undefined || isLongerThan(uncut, identifierLimit) ? constraint.name : uncut;
}

const unlimited: Dialect['identifierLimit'] = {
  length: Number.POSITIVE_INFINITY,
  unit: 'characters',
};

/** The name of a check by the convention; undefined where it embellishes none. */
function checkName(
  { schema }: LiveConstraint,
  table: string,
  given: string,
  naming: NamingConvention,
  limit: Dialect['identifierLimit'],
): string | undefined {
  const result = nameConstraint(
    { kind: 'ck', columns: [] },
    given,
    { name: table, schema },
    naming,
    limit,
  );
  return 'name' in result && result.isByConvention ? result.name : undefined;
}

/** The name that the template embellished; a cut one cannot be taken apart again. */
function givenNameOf(
  { name, schema }: LiveConstraint,
  table: string,
  naming: NamingConvention,
  dialect: Dialect,
): string | undefined {
  const mark = '\u{0}';
  const result = nameConstraint(
    { kind: 'ck', columns: [] },
    mark,
    { name: table, schema },
    naming,
    unlimited,
  );
  const parts = 'name' in result ? result.name.split(mark) : [];
  const [head = '', tail = ''] = parts;
  const [folded, start, end] = [name, head, tail].map((part) => foldName(dialect, part));
  if (parts.length !== 2 || !folded?.startsWith(start ?? '') || !folded.endsWith(end ?? '')) {
    return undefined;
  }
  return name.slice(head.length, name.length - tail.length);
}
