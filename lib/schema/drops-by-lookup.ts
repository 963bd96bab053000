import type { TableCompilerClass } from './compiler-mixin.ts';
import { lookupQuery, type DropLookup } from './drop-lookup.ts';
import type { Query, TableCompilerInternals } from './knex-internals.ts';
import type { ConstraintReader, LiveConstraint } from './live-constraint.ts';

/** What a lookup has found, beside all that the table has. */
export interface FoundDrop {
  readonly found: LiveConstraint;
  readonly all: readonly LiveConstraint[];
  /** The method, for messages. */
  readonly call: string;
}

/** Knex's own methods, which push the statements of a drop. */
export interface PlainDrops {
  dropForeign(columns: unknown, name?: unknown): void;
  dropPrimary(): void;
}

/** How a dialect drops what was found. */
export interface LookupDrops {
  readonly reader: ConstraintReader;
  /** Whether a key that is named in the call is dropped without a look. */
  readonly takesNames: boolean;
  /** Whether `dropPrimary` looks, too: by a name that is not its own Knex drops nothing, silently. */
  readonly looksForPrimaryKey: boolean;
  /** Statements that drop it. */
  drop(
    compiler: TableCompilerInternals,
    of: FoundDrop,
    plain: PlainDrops,
  ): readonly (string | Query)[];
}

/**
 * Makes the drops find what they are to drop by asking the database: those of foreign keys, whose
 * names hold a table that the call does not name, and those `…IfExists`.
 */
export function dropsByLookup(
  Base: TableCompilerClass,
  { reader, takesNames, looksForPrimaryKey, drop }: LookupDrops,
): TableCompilerClass {
  return class extends Base {
    override dropForeign(columns: unknown, name?: unknown): void {
      if (takesNames && name !== undefined) super.dropForeign(columns, name);
      else this.#push({ kind: 'fk', columns, name, ifExists: false, call: 'dropForeign()' });
    }

    override dropForeignIfExists(columns: unknown, name?: unknown): void {
      if (takesNames && name !== undefined) super.dropForeignIfExists(columns, name);
      else this.#push({ kind: 'fk', columns, name, ifExists: true, call: 'dropForeignIfExists()' });
    }

    /** By its name, too: it may be an index only. */
    override dropUniqueIfExists(columns: unknown, name?: unknown): void {
      this.#push({ kind: 'uq', columns, name, ifExists: true, call: 'dropUniqueIfExists()' });
    }

    override dropPrimary(name?: unknown): void {
      if (!looksForPrimaryKey) super.dropPrimary(name);
      else this.#push({ ...primaryKey, ifExists: false, call: 'dropPrimary()' });
    }

    override dropPrimaryIfExists(name?: unknown): void {
      if (takesNames && name !== undefined) super.dropPrimaryIfExists(name);
      else this.#push({ ...primaryKey, ifExists: true, call: 'dropPrimaryIfExists()' });
    }

    #push(lookup: Omit<DropLookup, 'drop'>): void {
      const plain: PlainDrops = {
        dropForeign: (columns, name) => super.dropForeign(columns, name),
        dropPrimary: () => super.dropPrimary(),
      };
      this.pushQuery(
        lookupQuery(this, reader, {
          ...lookup,
          drop: (found, all) => drop(this, { found, all, call: lookup.call }, plain),
        }),
      );
    }
  };
}

/** A table has one. */
const primaryKey = { kind: 'pk', columns: undefined, name: undefined } as const;
