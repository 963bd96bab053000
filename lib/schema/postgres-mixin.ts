import { frugalColumn, nameEnumCheck, planOf, type CompilerMixin } from './compiler-mixin.ts';
import { dropsByColumns } from './drops-by-columns.ts';
import { dropsByLookup, type LookupDrops } from './drops-by-lookup.ts';
import type { Query, TableCompilerInternals } from './knex-internals.ts';
import { pipelinedRunner } from './pipelined-runner.ts';
import { postgresLiteral } from './sql-literal.ts';
import { postgresReader } from './postgres-constraints.ts';
import type { LiveConstraint } from './live-constraint.ts';
import { postgresDropTouch, sweepAfterDrops } from './postgres-touch.ts';
import { listOf } from './list-of.ts';

/** Statements without bindings hold no placeholders, but Knex 3.3.0 makes `$1` of a `?` (#5626). */
function literally(sql: string): string {
  return sql.includes('?') ? sql.replaceAll(/(?<!\\)\?/gu, String.raw`\?`) : sql;
}

/** @param held the bindings of a query that brings none of its own */
function withoutPlaceholders(query: string | Query, held: readonly unknown[]): Query {
  const whole: Query = typeof query === 'string' ? { sql: query } : query;
  return (whole.bindings ?? held).length > 0 ? whole : { ...whole, sql: literally(whole.sql) };
}

function commentLiteral(text: string): string {
  return text === '' ? 'null' : postgresLiteral(text);
}

function dropSql(compiler: TableCompilerInternals, { form, name, schema }: LiveConstraint): string {
  const quote = (text: string): string => compiler.client.wrapIdentifierImpl(text);
  return literally(
    form === 'index'
      ? `drop index ${quote(schema)}.${quote(name)}`
      : `alter table ${compiler.tableName()} drop constraint ${quote(name)}`,
  );
}

const postgresDrops: LookupDrops = {
  reader: postgresReader,
  takesNames: true,
  looksForPrimaryKey: false,
  drop: (compiler, { found }) => [dropSql(compiler, found)],
};

export const postgresMixin: CompilerMixin = {
  reader: postgresReader,
  runner: pipelinedRunner,
  literal: postgresLiteral,

  table: (Base) =>
    class extends dropsByLookup(dropsByColumns(Base, postgresReader, dropSql), postgresDrops) {
      /** Knex does not escape it. */
      override comment(text: string): void {
        this.pushQuery(`comment on table ${this.tableName()} is ${commentLiteral(text)}`);
      }

      commentColumn(column: string, text: string): void {
        this.pushQuery(
          `comment on column ${this.tableName()}.${this.formatter.wrap(column)} is ${commentLiteral(text)}`,
        );
      }

      override pushQuery(query: string | Query): void {
        super.pushQuery(withoutPlaceholders(query, this.bindings));
      }

      /** A touch trigger would hold them. */
      override dropColumn(...given: unknown[]): void {
        const { namer } = planOf(this);
        const columns = given.flatMap((column) => listOf(column)).map(String);
        const stored = columns.map((column) => namer.storedColumn(column));
        this.pushQuery(postgresDropTouch(this.tableName(), stored));
        super.dropColumn(...given);
      }
    },

  column: (Base) =>
    class extends frugalColumn(Base) {
      override enu(allowed: readonly unknown[] | null, options?: unknown): string {
        const list = allowed?.map((value) => postgresLiteral(String(value))).join(', ') ?? '';
        const withValues = (sql: string): string => sql.replace("'\u0001'", () => list);
        const type = withValues(super.enu(allowed === null ? null : ['\u0001'], options));
        // A type of its own is made before its table.
        const [first] = this.tableCompiler.sequence;
        if (first !== undefined) first.sql = withValues(first.sql);
        return nameEnumCheck(type, this);
      }

      override comment(text: string): undefined {
        const name = this.getColumnName();
        this.pushAdditional(function comment() {
          const column = this.formatter.wrap(name);
          this.pushQuery(
            `comment on column ${this.tableCompiler.tableName()}.${column} is ${commentLiteral(text)}`,
          );
        });
      }
    },

  prepareSchema(compiler) {
    const { pushQuery } = compiler;
    compiler.pushQuery = (query) => pushQuery.call(compiler, withoutPlaceholders(query, []));
    sweepAfterDrops(compiler);
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
