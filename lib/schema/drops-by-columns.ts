import { isSameName } from '../dialect/same-name.ts';
import { callOf } from './call.ts';
import { planOf, type TableCompilerClass } from './compiler-mixin.ts';
import { areSameNames, dropError, type DropLookup } from './drop-lookup.ts';
import type { TableCompilerInternals } from './knex-internals.ts';
import { readConstraints, type ConstraintReader, type LiveConstraint } from './live-constraint.ts';
import { QuotedName } from './quoted-name.ts';
import { listOf } from './list-of.ts';

/**
 * Makes `dropUnique`, `dropIndex` and `dropPrimary`, given columns only, find what older conventions
 * and plain Knex have named otherwise, and on PostgreSQL tell a unique constraint from an index.
 *
 * @param dropSql the statement that drops what was found
 */
export function dropsByColumns(
  Base: TableCompilerClass,
  reader: ConstraintReader,
  dropSql: (compiler: TableCompilerInternals, found: LiveConstraint) => string,
): TableCompilerClass {
  return class extends Base {
    override dropUnique(columns: unknown, name: unknown): void {
      const lookup = { kind: 'uq', columns, name, call: callOf('dropUnique', columns)() } as const;
      this.#drop(lookup, () => super.dropUnique(columns, name));
    }

    override dropIndex(columns: unknown, name: unknown): void {
      const lookup = { kind: 'ix', columns, name, call: callOf('dropIndex', columns)() } as const;
      this.#drop(lookup, () => super.dropIndex(columns, name));
    }

    override dropPrimary(name?: unknown): void {
      // Where a primary key has no name, or is found without it, the plan gives none.
      if (!(name instanceof QuotedName)) {
        super.dropPrimary(name);
        return;
      }
      const lookup = { kind: 'pk', columns: undefined, name, call: 'dropPrimary()' } as const;
      this.#drop(lookup, () => super.dropPrimary(name));
    }

    #drop(lookup: Lookup, compile: () => void): void {
      const { name, kind } = lookup;
      // A name that was given by hand is taken at its word, where it says what to drop.
      const isTaken = name instanceof QuotedName && !name.isByConvention;
      if (isTaken && !(kind === 'uq' && reader.tellsUniques)) compile();
      else pushDropByColumns(this, reader, lookup, compile, (found) => dropSql(this, found));
    }
  };
}

type Lookup = Pick<DropLookup, 'kind' | 'columns' | 'name' | 'call'>;

/**
 * Sends a drop by the name that the convention gives, or by the one that the database has for just
 * these columns: plain Knex and older conventions have named them otherwise.
 *
 * @param name as the plan has put it into the arguments of Knex's method
 * @param compile pushes the one statement that drops by this name
 * @param dropSql the statement that drops what was found
 */
function pushDropByColumns(
  compiler: TableCompilerInternals,
  reader: ConstraintReader,
  lookup: Lookup,
  compile: () => void,
  dropSql: (found: LiveConstraint) => string,
): void {
  const { kind, columns, name } = lookup;
  const { dialect } = reader;
  const before = compiler.sequence.length;
  compile();
  const [drop] = compiler.sequence.splice(before);
  if (drop === undefined) return;
  const { namer } = planOf(compiler);
  const { table } = namer;
  const stored = listOf(columns).map((column) => namer.storedColumn(column));
  compiler.pushQuery({
    ...reader.query(compiler.tableName(), table.name, table.schema, kind),
    output(response) {
      const all = readConstraints(reader, response);
      const own = all.filter(
        (each) => each.kind === kind && isSameName(dialect, each.table, table.name),
      );
      const expected = name instanceof QuotedName ? name : undefined;
      const named = own.find((each) => isSameName(dialect, each.name, expected?.text));
      if (named !== undefined) drop.sql = dropSql(named);
      // A name that was given by hand is dropped, or missed by the database.
      if (named !== undefined || expected?.isByConvention !== true) return [];
      const found = own.filter(
        (each) => kind === 'pk' || areSameNames(dialect, each.columns, stored),
      );
      const [only, other] = found;
      if (only === undefined || other !== undefined) {
        throw dropError(reader, table, lookup, found, all);
      }
      drop.sql = dropSql(only);
      return [];
    },
  });
  // Itself, not a copy: the answer changes it.
  compiler.sequence.push(drop);
}
