import type { ConstraintKind } from '../naming/convention.ts';
import { nameEnumCheck, planOf, type CompilerMixin } from './compiler-mixin.ts';
import { lookupQuery } from './drop-lookup.ts';
import type { Query, TableCompilerInternals } from './knex-internals.ts';
import { postgresReader, readConstraints, type LiveConstraint } from './live-constraint.ts';

/** `?` would become `$1`; an apostrophe would end the text (knex 3.3.0, #5626). */
function escapeEnumValue(value: unknown): string {
  return String(value)
    .replaceAll("'", "''")
    .replaceAll('?', String.raw`\?`);
}

function dropSql(compiler: TableCompilerInternals, { form, name, schema }: LiveConstraint): string {
  const quote = (text: string): string => compiler.client.wrapIdentifierImpl(text);
  return form === 'index'
    ? `drop index ${quote(schema)}.${quote(name)}`
    : `alter table ${compiler.tableName()} drop constraint ${quote(name)}`;
}

function pushLookup(
  compiler: TableCompilerInternals,
  kind: ConstraintKind,
  columns: unknown,
  call: string,
  ifExists: boolean,
): void {
  compiler.pushQuery(
    lookupQuery(compiler, postgresReader, {
      kind,
      columns,
      name: undefined,
      ifExists,
      call,
      drop: (found) => [dropSql(compiler, found)],
    }),
  );
}

export const postgresMixin: CompilerMixin = {
  reader: postgresReader,

  table: (Base) =>
    class extends Base {
      /** Knex drops a constraint; a partial unique is an index only, which the database must tell. */
      override dropUnique(columns: unknown, name: unknown): void {
        super.dropUnique(columns, name);
        const drop = this.sequence.pop() as Query;
        const { table } = planOf(this).namer;
        this.pushQuery({
          ...postgresReader.query(this.tableName(), table.name, table.schema),
          output: (response) => {
            const index = readConstraints(postgresReader, response).find(
              (found) =>
                found.kind === 'uq' &&
                found.form === 'index' &&
                drop.sql.endsWith(` drop constraint ${this.client.wrapIdentifierImpl(found.name)}`),
            );
            if (index !== undefined) drop.sql = dropSql(this, index);
            return [];
          },
        });
        this.pushQuery(drop);
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
        if (name === undefined) pushLookup(this, 'uq', columns, 'dropUniqueIfExists()', true);
        else super.dropUniqueIfExists(columns, name);
      }

      override dropPrimaryIfExists(name?: unknown): void {
        if (name === undefined) pushLookup(this, 'pk', undefined, 'dropPrimaryIfExists()', true);
        else super.dropPrimaryIfExists(name);
      }
    },

  column: (Base) =>
    class extends Base {
      override enu(allowed: readonly unknown[] | null, options?: unknown): string {
        return nameEnumCheck(super.enu(allowed?.map(escapeEnumValue) ?? null, options), this);
      }
    },

  renameSql({ constraint, name }, quote) {
    const { form, schema, table } = constraint;
    return [
      form === 'index'
        ? `alter index ${quote(schema)}.${quote(constraint.name)} rename to ${quote(name)}`
        : `alter table ${quote(schema)}.${quote(table)} rename constraint ${quote(constraint.name)} to ${quote(name)}`,
    ];
  },
};
