import { renameColumnQuery } from './mysql-rename-column.ts';
import {
  frugalColumn,
  planOf,
  type ColumnCompilerClass,
  type TableCompilerClass,
} from './compiler-mixin.ts';
import { nameOf } from './column-facts.ts';
import { SchemaChangeError } from './convention-error.ts';
import type { ColumnBuilderInternals, Query, TableCompilerInternals } from './knex-internals.ts';
import { definitionIn, withComment, withNullability } from './mysql-column-text.ts';
import { qualified } from './naming-scope.ts';
import { inMode, mysqlLiteral } from './sql-literal.ts';

/**
 * Stands in a statement where the present comment of a column goes, around the name of the column:
 * half of a surrogate pair, which no text has that was let through.
 */
const mark = '\uD800';
const marked = new RegExp(`${mark}(?<column>[^${mark}]*)${mark}`, 'gu');

interface Answer {
  readonly mode: string;
  readonly name?: string;
  readonly comment?: string;
}

/** Knex's table compiler for MySQL, which escapes comments and keeps those that are there. */
export function commentedTable(Base: TableCompilerClass): TableCompilerClass {
  return class extends Base {
    /** What a statement must know of the session and of the present columns is asked before it. */
    override pushQuery(query: string | Query): void {
      const sql = typeof query === 'string' ? query : query.sql;
      const isKeeping = sql.includes(mark);
      if (!isKeeping && !sql.includes('\0')) {
        super.pushQuery(query);
        return;
      }
      const { bindings = this.bindings, ...rest } = typeof query === 'string' ? { sql } : query;
      const settled = { ...rest, bindings, sql: settle(sql, []) };
      const { name, schema } = planOf(this).namer.table;
      super.pushQuery({
        sql: isKeeping
          ? 'select @@session.sql_mode as mode, column_name as name, column_comment as comment from information_schema.columns where table_schema = coalesce(?, database()) and table_name = ?'
          : 'select @@session.sql_mode as mode',
        bindings: isKeeping ? [schema ?? null, name] : [],
        output(response) {
          settled.sql = settle(sql, response as readonly Answer[]);
          return [];
        },
      });
      // Itself, not a copy: the answer changes it.
      super.pushQuery(settled);
    }

    override createQuery(columns: unknown, ifNotExists?: boolean, like?: boolean): void {
      const { comment } = this.single;
      delete this.single['comment'];
      // Knex writes `comment = '…'` around it, unescaped, and warns of a length that is none.
      const inner = typeof comment === 'string' ? mysqlLiteral(comment).slice(1, -1) : '';
      if (inner !== '' && like !== true) this.single['comment'] = { toString: () => inner };
      super.createQuery(columns, ifNotExists, like);
      // `create table … like` takes none.
      if (inner !== '' && like === true) this.comment(String(comment));
    }

    override comment(text: string): void {
      this.pushQuery(`alter table ${this.tableName()} comment = ${mysqlLiteral(text)}`);
    }

    commentColumn(column: string, text: string): void {
      modifyColumn(this, column, (definition) => withComment(definition, text));
    }

    /** Knex describes the column anew, without its comment and some more. */
    override renameColumn(from: string, to: string): void {
      if (planOf(this).comments.config === undefined) super.renameColumn(from, to);
      else this.pushQuery(renameColumnQuery(this, from, to));
    }

    override _setNullableState(column: string, isNullable: boolean): void {
      if (planOf(this).comments.config === undefined) super._setNullableState(column, isNullable);
      else modifyColumn(this, column, (definition) => withNullability(definition, isNullable));
    }
  };
}

/** Knex's column compiler for MySQL, which escapes comments and keeps those that are there. */
export function commentedColumn(Base: ColumnCompilerClass): ColumnCompilerClass {
  return class extends frugalColumn(Base) {
    override getModifiers(): string {
      const { columnBuilder, tableCompiler } = this;
      const { namer, comments } = planOf(tableCompiler);
      if (
        columnBuilder._method !== 'alter' ||
        comments.config === undefined ||
        'comment' in columnBuilder._modifiers
      ) {
        return super.getModifiers();
      }
      const name = nameOf(columnBuilder);
      columnBuilder._modifiers['comment'] = [`${mark}${namer.storedColumn(name)}${mark}`];
      return super.getModifiers();
    }

    override comment(): string {
      return commentSql(this.columnBuilder);
    }
  };
}

/** The comment of a column as a part of its definition; empty where it has none. */
export function commentSql({ _modifiers }: ColumnBuilderInternals): string {
  const comment = _modifiers['comment']?.[0];
  if (typeof comment !== 'string' || comment === '') return '';
  return comment.startsWith(mark) ? comment : `comment ${mysqlLiteral(comment)}`;
}

/** Puts comments and backslashes in, as the session and the columns are; without them the defaults. */
function settle(sql: string, answers: readonly Answer[]): string {
  const comments = new Map(
    answers.map(({ name = '', comment = '' }) => [name.toLowerCase(), comment]),
  );
  const kept = sql.replaceAll(marked, (_text, column: string) => {
    const comment = comments.get(column.toLowerCase()) ?? '';
    return comment === '' ? '' : `comment ${mysqlLiteral(comment)}`;
  });
  return inMode(kept, answers[0]?.mode ?? '');
}

/** Changes a part of the definition that a column has at that moment. */
function modifyColumn(
  compiler: TableCompilerInternals,
  column: string,
  change: (definition: string) => string,
): void {
  const { client } = compiler;
  const { namer } = planOf(compiler);
  const name = namer.storedColumn(column);
  compiler.pushQuery({
    sql: `show create table ${compiler.tableName()}`,
    bindings: [],
    async output(response) {
      const [row] = response as readonly Record<string, string>[];
      const definition = definitionIn(row?.['Create Table'] ?? '', name);
      if (definition === undefined) {
        throw new SchemaChangeError({
          code: 'E_COLUMN_MISSING',
          where: `${qualified(namer.table)}, ${name}`,
          what: 'is no column of the table, and cannot be changed',
          repair: 'Correct the name, or add the column first.',
        });
      }
      const question = { sql: 'select @@session.sql_mode as mode', bindings: [] };
      const answer = await client.query(this.connection, question);
      const [rows] = answer.response as readonly [readonly Answer[]];
      await this.query({
        sql: `alter table ${compiler.tableName()} modify column ${client.wrapIdentifierImpl(name)} ${inMode(change(definition), rows[0]?.mode ?? '')}`,
        bindings: [],
      });
      return [];
    },
  });
}
