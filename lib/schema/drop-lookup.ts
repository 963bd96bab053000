import type { Dialect } from '../dialect/dialect.ts';
import { isSameName } from '../dialect/same-name.ts';
import type { ConstraintKind, NamedTable } from '../naming/convention.ts';
import { SchemaChangeError } from './convention-error.ts';
import type { Query, TableCompilerInternals } from './knex-internals.ts';
import { readConstraints, type ConstraintReader, type LiveConstraint } from './live-constraint.ts';
import { planOf } from './compiler-mixin.ts';
import { qualified } from './naming-scope.ts';
import { listOf } from './list-of.ts';

/** What is looked up and dropped. */
export interface DropLookup {
  readonly kind: ConstraintKind;
  /** Columns as the builder was given them; undefined for the primary key. */
  readonly columns: unknown;
  /** The name, where it was given. */
  readonly name: unknown;
  /** Whether it is no error that there is none. */
  readonly ifExists: boolean;
  /** The method, for messages. */
  readonly call: string;
  /** Statements that drop what was found. */
  drop(found: LiveConstraint, all: readonly LiveConstraint[]): readonly (string | Query)[];
}

/**
 * Asks the database for the name of what is dropped, since its columns alone do not tell: the name
 * of a foreign key holds the table that it refers to. The question and the drop are sent over the
 * connection of the builder, in its order.
 */
export function lookupQuery(
  compiler: TableCompilerInternals,
  reader: ConstraintReader,
  lookup: DropLookup,
): Query {
  const { namer } = planOf(compiler);
  const { table } = namer;
  const columns = listOf(lookup.columns).map((column) => namer.storedColumn(column));
  const isMeant = (found: LiveConstraint): boolean =>
    found.kind === lookup.kind &&
    isSameName(reader.dialect, found.table, table.name) &&
    (lookup.name === undefined
      ? lookup.columns === undefined || areSameNames(reader.dialect, found.columns, columns)
      : isSameName(
          reader.dialect,
          found.name,
          namer.storedColumn(lookup.name) ?? String(lookup.name),
        ));
  return {
    ...reader.query(compiler.tableName(), table.name, table.schema, lookup.kind),
    async output(response) {
      const all = readConstraints(reader, response);
      const found = all.filter(isMeant);
      const [only, other] = found;
      if (only === undefined && lookup.ifExists) return;
      if (only === undefined || other !== undefined) {
        throw dropError(reader, table, lookup, found, all);
      }
      for (const query of lookup.drop(only, all)) {
        await this.query(typeof query === 'string' ? { sql: query, bindings: [] } : query);
      }
    },
  };
}

/** What is wrong with a drop that names nothing, or several. */
export function dropError(
  { dialect }: ConstraintReader,
  table: NamedTable,
  { kind, call }: Pick<DropLookup, 'kind' | 'call'>,
  found: readonly LiveConstraint[],
  all: readonly LiveConstraint[],
): SchemaChangeError {
  const present = all.filter(
    (each) => each.kind === kind && isSameName(dialect, each.table, table.name),
  );
  const list = present.map(({ name, columns }) => `${name} (${columns.map(String).join(', ')})`);
  return new SchemaChangeError({
    code: found.length === 0 ? 'E_DROP_NOTHING' : 'E_DROP_AMBIGUOUS',
    where: `${qualified(table)}, ${call}`,
    what:
      found.length === 0
        ? 'would drop nothing'
        : `would drop one of ${found.map(({ name }) => name).join(', ')}`,
    repair: `Name it; the table has ${list.length === 0 ? 'none' : list.join(', ')}.`,
  });
}

/** Whether two lists of columns are one; expressions, which have no name, are never the same. */
export function areSameNames(
  dialect: Dialect,
  a: readonly (string | null | undefined)[],
  b: readonly (string | null | undefined)[],
): boolean {
  return a.length === b.length && a.every((name, index) => isSameName(dialect, name, b[index]));
}
