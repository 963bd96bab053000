import { checkKinds } from './check-kind.ts';
import {
  addTableCheck,
  createsColumns,
  frugalColumn,
  nameEnumCheck,
  planOf,
  type CompilerMixin,
} from './compiler-mixin.ts';
import { dropsByColumns } from './drops-by-columns.ts';
import { dropsByLookup } from './drops-by-lookup.ts';
import type { ColumnCompilerInternals, Query } from './knex-internals.ts';
import { sqliteReader } from './sqlite-constraints.ts';
import { sqliteLiteral } from './sql-literal.ts';
import { commentedTable } from './sqlite-comment-mixin.ts';
import { dropIndexSql, sqliteDrops, withoutNeedlessQuotes } from './sqlite-drop.ts';
import { carefulRewrite, copyGuard, rewriteGuards } from './sqlite-guard.ts';
import { listOf } from './list-of.ts';

export const sqliteMixin: CompilerMixin = {
  reader: sqliteReader,
  literal: sqliteLiteral,

  table: (Base) =>
    class extends dropsByLookup(
      dropsByColumns(commentedTable(Base), sqliteReader, dropIndexSql),
      sqliteDrops,
    ) {
      override pushQuery(query: string | Query): void {
        const isRewrite = typeof query === 'object' && query.sql.startsWith('PRAGMA table_info(');
        if (!isRewrite) {
          super.pushQuery(query);
          return;
        }
        const [before, after] = rewriteGuards(this);
        super.pushQuery(before);
        super.pushQuery(carefulRewrite(this, query));
        super.pushQuery(after);
      }

      /** Knex copies the columns, and loses all constraints and indexes silently. */
      override createLike(): void {
        const { namer } = planOf(this);
        this.pushQuery(copyGuard(namer.original, namer.table.name));
        super.createLike();
      }

      override dropChecks(names: unknown): void {
        // Knex drops several in one statement, which SQLite does not know.
        for (const name of listOf(names)) super.dropChecks(withoutNeedlessQuotes(String(name)));
      }
    },

  column: (Base) =>
    class extends frugalColumn(Base) {
      override enu(allowed: readonly unknown[] | null, options?: unknown): string {
        const values = allowed?.map((value) => sqliteLiteral(String(value)).slice(1, -1)) ?? null;
        return nameEnumCheck(super.enu(values, options), this);
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
