import type { CompilerMixin } from './compiler-mixin.ts';

function escapeText(value: unknown): string {
  return String(value)
    .replaceAll('\\', String.raw`\\`)
    .replaceAll("'", String.raw`\'`);
}

export const mysqlMixin: CompilerMixin = {
  table: (Base) =>
    class extends Base {
      override primary(columns: unknown, name?: unknown): void {
        const before = this.sequence.length;
        super.primary(columns, name);
        // Knex gives auto_increment back by a `modify column` that erases the comment.
        for (const query of this.sequence.slice(before)) {
          const column =
            / modify column (?<column>.+) (?:big)?int unsigned not null auto_increment$/u.exec(
              query.sql,
            )?.groups?.['column'];
          const builder = this.grouped.columns?.find(
            (statement) =>
              column === this.client.wrapIdentifierImpl(String(statement.builder._args[0] ?? 'id')),
          )?.builder;
          const comment = builder?._modifiers['comment']?.[0];
          if (comment !== undefined) query.sql += ` comment '${escapeText(comment)}'`;
        }
      }
    },
  column: (Base) =>
    class extends Base {
      override enu(allowed: readonly unknown[] | null, options?: unknown): string {
        return super.enu(allowed?.map(escapeText) ?? null, options);
      }

      /** A check within a column cannot bear a name: it becomes one of the table. */
      override _check(predicate: string, name?: string): string {
        if (name === undefined || this.columnBuilder._method === 'alter') {
          return super._check(predicate, name);
        }
        const { tableCompiler } = this;
        if (tableCompiler.method === 'alter') {
          this._pushAlterCheckQuery(predicate, name);
        } else {
          tableCompiler.grouped.checks = [
            ...(tableCompiler.grouped.checks ?? []),
            { args: [predicate, undefined, name] },
          ];
        }
        return '';
      }
    },
};
