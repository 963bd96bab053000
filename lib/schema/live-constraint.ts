import type { Dialect } from '../dialect/dialect.ts';
import { groupBy } from '../group-by.ts';
import type { ConstraintKind } from '../naming/convention.ts';
import type { Query } from './knex-internals.ts';

/** A constraint or index as the database has it at this moment. */
export interface LiveConstraint {
  readonly kind: ConstraintKind;
  readonly name: string;
  /** Whether it is an index of its own, or a constraint (which may have one). */
  readonly form: 'constraint' | 'index';
  readonly schema: string;
  readonly table: string;
  /** Whether it is of the table that was asked for; undefined where its name alone tells. */
  readonly isOwn?: boolean | undefined;
  /** Whether it refers to that table; undefined where its name alone tells. */
  readonly isReferring?: boolean | undefined;
  /** Columns in order; empty for a check, null for an expression. */
  readonly columns: readonly (string | null)[];
  readonly referredTable: string | undefined;
  readonly referredColumns: readonly string[];
  /** Where it takes its definition to build it again: what follows CHECK, a foreign key's actions. */
  readonly definition: string | undefined;
}

/** What the question of a reader answers with: one column of one constraint. */
export interface ConstraintRow {
  readonly kind: ConstraintKind;
  readonly name: string;
  readonly form: 'constraint' | 'index';
  readonly schema_name: string;
  readonly table_name: string;
  readonly column_name: string | null;
  readonly referred_table: string | null;
  readonly referred_column: string | null;
  readonly definition: string | null;
  readonly is_own?: boolean;
  readonly is_referring?: boolean | null;
}

/**
 * What of a table is wanted: those of one kind; all; or also the foreign keys of other tables that
 * refer to it, which MySQL finds by reading all of the schema.
 */
export type Reach = ConstraintKind | 'table' | 'references';

/** Reads what a table has. */
export interface ConstraintReader {
  readonly dialect: Dialect;
  /** Whether a unique is either a constraint or an index, and each is dropped in its own way. */
  readonly tellsUniques: boolean;
  /**
   * @param table quoted, with its schema where it has one
   * @param name as it is stored
   * @param reach what is wanted at least
   */
  query(table: string, name: string, schema: string | undefined, reach: Reach): Query;
  rowsOf(response: unknown): readonly unknown[];
}

/** Puts the rows of a reader together, in the order in which the database gave them. */
export function readConstraints(reader: ConstraintReader, response: unknown): LiveConstraint[] {
  const groups = groupBy(reader.rowsOf(response) as readonly ConstraintRow[], (row) =>
    JSON.stringify([row.kind, row.form, row.schema_name, row.table_name, row.name]),
  );
  return [...groups.values()].flatMap((rows) => {
    const [first] = rows;
    if (first === undefined) return [];
    return {
      kind: first.kind,
      name: first.name,
      form: first.form,
      schema: first.schema_name,
      table: first.table_name,
      columns: first.kind === 'ck' ? [] : rows.map((row) => row.column_name),
      referredTable: first.referred_table ?? undefined,
      referredColumns: rows.flatMap((row) => row.referred_column ?? []),
      isOwn: first.is_own,
      isReferring: first.is_referring ?? undefined,
      definition: first.definition ?? undefined,
    };
  });
}
