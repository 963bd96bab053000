import type { ConstraintKind } from '../naming/convention.ts';
import { checkKinds } from './check-kind.ts';
import {
  addTableCheck,
  createsColumns,
  nameEnumCheck,
  planOf,
  type CompilerMixin,
} from './compiler-mixin.ts';
import { lookupQuery } from './drop-lookup.ts';
import type { ColumnCompilerInternals, Query, TableCompilerInternals } from './knex-internals.ts';
import { sqliteReader } from './live-constraint.ts';
import { askOn, assertKeepsChecks, assertKeepsChildren } from './sqlite-rewrite.ts';
import { listOf } from './table-namer.ts';

/** Asks whether there is anything to drop before it sends what `compile` pushes. */
function pushLookup(
  compiler: TableCompilerInternals,
  lookup: {
    readonly kind: ConstraintKind;
    readonly columns: unknown;
    readonly ifExists: boolean;
    readonly call: string;
  },
  compile: () => void,
): void {
  const before = compiler.sequence.length;
  compile();
  const drops = compiler.sequence.splice(before);
  compiler.pushQuery(
    lookupQuery(compiler, sqliteReader, { ...lookup, name: undefined, drop: () => drops }),
  );
}

/**
 * The two statements around those with which Knex builds a table anew: the first refuses what would
 * lose data or checks, the second puts back the triggers that went with the old table.
 */
function rewriteGuards(compiler: TableCompilerInternals): readonly [Query, Query] {
  const { client } = compiler;
  const table = planOf(compiler).namer.table.name;
  const select = {
    sql: "select name, sql from sqlite_schema where type = 'trigger' and lower(tbl_name) = lower(?)",
    bindings: [table],
  };
  let triggers: readonly { readonly name: string; readonly sql: string }[] = [];
  return [
    {
      ...select,
      async output(response) {
        triggers = response as typeof triggers;
        const ask = askOn(client, this.connection);
        await assertKeepsChecks(table, ask);
        await assertKeepsChildren(table, client.transacting === true, ask);
        return [];
      },
    },
    {
      ...select,
      async output(response) {
        const present = new Set((response as typeof triggers).map(({ name }) => name));
        for (const { name, sql } of triggers) {
          if (!present.has(name)) await this.query({ sql, bindings: [] });
        }
        return [];
      },
    },
  ];
}

export const sqliteMixin: CompilerMixin = {
  reader: sqliteReader,

  table: (Base) =>
    class extends Base {
      override pushQuery(query: string | Query): void {
        const isRewrite = typeof query === 'object' && query.sql.startsWith('PRAGMA table_info(');
        if (!isRewrite) {
          super.pushQuery(query);
          return;
        }
        const [before, after] = rewriteGuards(this);
        super.pushQuery(before);
        super.pushQuery(query);
        super.pushQuery(after);
      }

      override dropChecks(names: unknown): void {
        // Knex drops several in one statement, which SQLite does not know.
        for (const name of listOf(names)) super.dropChecks(name);
      }

      override dropForeign(columns: unknown, name?: unknown): void {
        // With a name that is not there Knex does nothing, silently; its columns tell as well.
        const lookup = { kind: 'fk', columns, ifExists: false, call: 'dropForeign()' } as const;
        pushLookup(this, lookup, () => super.dropForeign(columns, name));
      }

      override dropForeignIfExists(columns: unknown): void {
        const lookup = {
          kind: 'fk',
          columns,
          ifExists: true,
          call: 'dropForeignIfExists()',
        } as const;
        pushLookup(this, lookup, () => super.dropForeign(columns));
      }

      override dropPrimary(name?: unknown): void {
        const lookup = {
          kind: 'pk',
          columns: undefined,
          ifExists: false,
          call: 'dropPrimary()',
        } as const;
        pushLookup(this, lookup, () => super.dropPrimary(name));
      }

      override dropPrimaryIfExists(name?: unknown): void {
        const lookup = {
          kind: 'pk',
          columns: undefined,
          ifExists: true,
          call: 'dropPrimaryIfExists()',
        } as const;
        pushLookup(this, lookup, () => super.dropPrimary(name));
      }
    },

  column: (Base) =>
    class extends Base {
      override enu(allowed: readonly unknown[] | null, options?: unknown): string {
        const escaped = allowed?.map((value) => String(value).replaceAll("'", "''")) ?? null;
        return nameEnumCheck(super.enu(escaped, options), this);
      }

      increments(): string {
        const name = planOf(this.tableCompiler).inlinePrimaryKeys.get(this.columnBuilder);
        const constraint = name === undefined ? '' : `constraint ${name.quoted} `;
        return `integer not null ${constraint}primary key autoincrement`;
      }

      bigincrements(): string {
        return this.increments();
      }

      /** Knex keeps one check within each column when it builds a table anew, but all of the table. */
      override _check(predicate: string, name?: string): string {
        const { tableCompiler } = this;
        if (name === undefined || !createsColumns(tableCompiler) || !bearsSeveralChecks(this)) {
          return super._check(predicate, name);
        }
        addTableCheck(tableCompiler, predicate, name);
        return '';
      }
    },
};

function bearsSeveralChecks({ columnBuilder }: ColumnCompilerInternals): boolean {
  const checks = checkKinds.filter(({ method }) => method in columnBuilder._modifiers).length;
  return checks + (columnBuilder._type === 'enu' ? 1 : 0) > 1;
}
