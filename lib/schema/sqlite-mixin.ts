import { listOf } from './table-namer.ts';
import { nameEnumCheck, planOf, type CompilerMixin } from './compiler-mixin.ts';

export const sqliteMixin: CompilerMixin = {
  table: (Base) =>
    class extends Base {
      override dropChecks(names: unknown): void {
        // Knex drops several in one statement, which SQLite does not know.
        for (const name of listOf(names)) super.dropChecks(name);
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
    },
};
