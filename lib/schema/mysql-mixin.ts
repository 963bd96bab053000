import { addTableCheck, createsColumns, planOf, type CompilerMixin } from './compiler-mixin.ts';
import { dropsByColumns } from './drops-by-columns.ts';
import { dropsByLookup, type LookupDrops } from './drops-by-lookup.ts';
import type { TableCompilerInternals } from './knex-internals.ts';
import { commentedColumn, commentedTable, commentSql } from './mysql-comment-mixin.ts';
import { LiteralDefault, mysqlLiteral } from './sql-literal.ts';
import { mysqlReader } from './mysql-constraints.ts';
import { renameColumnQuery } from './mysql-rename-column.ts';
import type { LiveConstraint } from './live-constraint.ts';
import { listOf } from './list-of.ts';

const autoIncrementTypes: Readonly<Record<string, string>> = {
  increments: 'int',
  bigincrements: 'bigint',
};

function dropIndexSql(compiler: TableCompilerInternals, { name }: LiveConstraint): string {
  return `alter table ${compiler.tableName()} drop index ${compiler.client.wrapIdentifierImpl(name)}`;
}

const mysqlDrops: LookupDrops = {
  reader: mysqlReader,
  takesNames: false,
  looksForPrimaryKey: false,
  drop(compiler, { found, all }) {
    const quote = (name: string): string => compiler.client.wrapIdentifierImpl(name);
    const alter = `alter table ${compiler.tableName()}`;
    const { kind, name } = found;
    if (kind === 'pk') return [`${alter} drop primary key`];
    if (kind !== 'fk') return [dropIndexSql(compiler, found)];
    return [`${alter} drop foreign key ${quote(name)}`, ...freeIndex(found, all, alter, quote)];
  },
};

/**
 * The index that the server made for a key bears its name, and would stay behind. Where it serves
 * another key as well, it passes to that one.
 */
function freeIndex(
  key: LiveConstraint,
  all: readonly LiveConstraint[],
  alter: string,
  quote: (name: string) => string,
): string[] {
  const index = indexOfKey(key, all);
  if (index === undefined) return [];
  const serving = (other: LiveConstraint): LiveConstraint[] =>
    all.filter(
      ({ form, table, columns }) =>
        form === 'index' &&
        table === other.table &&
        other.columns.every((column, place) => columns[place] === column),
    );
  const heir = all.find(
    (other) =>
      other.kind === 'fk' &&
      other.table === key.table &&
      other !== key &&
      serving(other).every((only) => only === index),
  );
  return [
    heir === undefined
      ? `${alter} drop index ${quote(index.name)}`
      : `${alter} rename index ${quote(index.name)} to ${quote(heir.name)}`,
  ];
}

function indexOfKey(
  { name, table }: LiveConstraint,
  all: readonly LiveConstraint[],
): LiveConstraint | undefined {
  return all.find((other) => other.kind === 'ix' && other.name === name && other.table === table);
}

export const mysqlMixin: CompilerMixin = {
  reader: mysqlReader,
  literal: mysqlLiteral,

  table: (Base) =>
    class extends dropsByLookup(
      dropsByColumns(commentedTable(Base), mysqlReader, dropIndexSql),
      mysqlDrops,
    ) {
      override primary(columns: unknown, name?: unknown): void {
        const before = this.sequence.length;
        super.primary(columns, name);
        // Knex gives auto_increment back by a `modify column`, which erases the comment, and which
        // bigIncrements do not get.
        const queries = this.sequence.splice(before);
        this.sequence.push(...queries.filter(({ sql }) => !sql.endsWith(' auto_increment')));
        const { namer } = planOf(this);
        for (const { builder } of this.grouped.columns ?? []) {
          const type = autoIncrementTypes[builder._type.toLowerCase()];
          const column = String(builder._args[0] ?? 'id');
          if (type === undefined || !listOf(columns).includes(column)) continue;
          const quoted = this.client.wrapIdentifierImpl(namer.storedColumn(column));
          this.pushQuery(
            `alter table ${this.tableName()} modify column ${quoted} ${type} unsigned not null auto_increment ${commentSql(builder)}`.trimEnd(),
          );
        }
      }
    },

  column: (Base) =>
    class extends commentedColumn(Base) {
      override enu(allowed: readonly unknown[] | null, options?: unknown): string {
        const values = allowed?.map((value) => mysqlLiteral(String(value)).slice(1, -1));
        return super.enu(values ?? null, options);
      }

      /** An object is an expression, as Knex writes it; a text or blob bears no default. */
      override defaultTo(value: unknown): string | undefined {
        if (!(value instanceof LiteralDefault)) return super.defaultTo(value);
        if (value.isJson) return `default (${value.sql})`;
        return super.defaultTo('') === '' ? '' : `default ${value.sql}`;
      }

      /** A check within a column cannot bear a name: it becomes one of the table. */
      override _check(predicate: string, name?: string): string {
        if (name === undefined || this.columnBuilder._method === 'alter') {
          return super._check(predicate, name);
        }
        const { tableCompiler } = this;
        if (createsColumns(tableCompiler)) addTableCheck(tableCompiler, predicate, name);
        else this._pushAlterCheckQuery(predicate, name);
        return '';
      }
    },

  renameColumnQuery,

  renameSql({ constraint, name }, quote, all) {
    const { kind, table, schema, columns, referredTable, referredColumns, definition } = constraint;
    const alter = `alter table ${quote(schema)}.${quote(table)}`;
    const old = quote(constraint.name);
    if (kind === 'ck') {
      return [
        `${alter} drop constraint ${old}, add constraint ${quote(name)} check ${definition ?? ''}`,
      ];
    }
    const renameIndex = `${alter} rename index ${old} to ${quote(name)}`;
    if (kind !== 'fk') return [renameIndex];
    const list = (names: readonly (string | null)[]): string =>
      names.map((column) => quote(column ?? '')).join(', ');
    return [
      `${alter} drop foreign key ${old}`,
      ...(indexOfKey(constraint, all) === undefined ? [] : [renameIndex]),
      `${alter} add constraint ${quote(name)} foreign key (${list(columns)}) references ${quote(schema)}.${quote(referredTable ?? '')} (${list(referredColumns)}) ${definition ?? ''}`,
    ];
  },
};
