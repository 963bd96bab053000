import type { ConstraintKind } from '../naming/convention.ts';
import { nameEnumCheck, type CompilerMixin } from './compiler-mixin.ts';
import { dropsByColumns } from './drop-by-columns.ts';
import { lookupQuery } from './drop-lookup.ts';
import type { Query, TableCompilerInternals } from './knex-internals.ts';
import { postgresReader, type LiveConstraint } from './live-constraint.ts';

/** Statements without bindings hold no placeholders, but Knex 3.3.0 makes `$1` of a `?` (#5626). */
function literally(sql: string): string {
  return sql.includes('?') ? sql.replaceAll(/(?<!\\)\?/gu, String.raw`\?`) : sql;
}

function dropSql(compiler: TableCompilerInternals, { form, name, schema }: LiveConstraint): string {
  const quote = (text: string): string => compiler.client.wrapIdentifierImpl(text);
  return literally(
    form === 'index'
      ? `drop index ${quote(schema)}.${quote(name)}`
      : `alter table ${compiler.tableName()} drop constraint ${quote(name)}`,
  );
}

function pushLookup(
  compiler: TableCompilerInternals,
  kind: ConstraintKind,
  columns: unknown,
  call: string,
  ifExists: boolean,
  name?: unknown,
): void {
  compiler.pushQuery(
    lookupQuery(compiler, postgresReader, {
      kind,
      columns,
      name,
      ifExists,
      call,
      drop: (found) => [dropSql(compiler, found)],
    }),
  );
}

export const postgresMixin: CompilerMixin = {
  reader: postgresReader,

  table: (Base) =>
    class extends dropsByColumns(Base, postgresReader, dropSql) {
      override pushQuery(query: string | Query): void {
        const { bindings = this.bindings, ...rest } =
          typeof query === 'string' ? { sql: query } : query;
        const sql = bindings.length > 0 ? rest.sql : literally(rest.sql);
        super.pushQuery({ ...rest, sql, bindings });
      }

      override dropForeign(columns: unknown, name?: unknown): void {
        if (name === undefined) pushLookup(this, 'fk', columns, 'dropForeign()', false);
        else super.dropForeign(columns, name);
      }

      override dropForeignIfExists(columns: unknown, name?: unknown): void {
        if (name === undefined) pushLookup(this, 'fk', columns, 'dropForeignIfExists()', true);
        else super.dropForeignIfExists(columns, name);
      }

      override dropUniqueIfExists(columns: unknown, name?: unknown): void {
        // By its name, too: it may be an index only.
        pushLookup(this, 'uq', columns, 'dropUniqueIfExists()', true, name);
      }

      override dropPrimaryIfExists(name?: unknown): void {
        if (name === undefined) pushLookup(this, 'pk', undefined, 'dropPrimaryIfExists()', true);
        else super.dropPrimaryIfExists(name);
      }
    },

  column: (Base) =>
    class extends Base {
      override enu(allowed: readonly unknown[] | null, options?: unknown): string {
        const escaped = allowed?.map((value) => String(value).replaceAll("'", "''")) ?? null;
        return nameEnumCheck(super.enu(escaped, options), this);
      }
    },

  renameSql({ constraint, name }, quote) {
    const { form, schema, table } = constraint;
    const sql =
      form === 'index'
        ? `alter index ${quote(schema)}.${quote(constraint.name)} rename to ${quote(name)}`
        : `alter table ${quote(schema)}.${quote(table)} rename constraint ${quote(constraint.name)} to ${quote(name)}`;
    return [literally(sql)];
  },
};
