import { sqlite } from '../dialect/sqlite.ts';
import { checkKinds } from './check-kind.ts';
import { compileIn } from './compilation.ts';
import {
  addTableCheck,
  createsColumns,
  nameEnumCheck,
  planOf,
  type CompilerMixin,
  frugalColumn,
} from './compiler-mixin.ts';
import { SchemaChangeError } from './convention-error.ts';
import { dropsByColumns } from './drop-by-columns.ts';
import { lookupQuery, type DropLookup } from './drop-lookup.ts';
import type { ColumnCompilerInternals, Query, TableCompilerInternals } from './knex-internals.ts';
import { readConstraints, sqliteReader, type LiveConstraint } from './live-constraint.ts';
import { NamingScope } from './naming-scope.ts';
import {
  askOn,
  assertKeepsChecks,
  assertKeepsChildren,
  sequenceStatements,
  withLegacyAlter,
} from './sqlite-rewrite.ts';
import { commentedTable } from './sqlite-comment-mixin.ts';
import { sqliteLiteral } from './sql-literal.ts';
import { hasConstraints, isSameName } from './sqlite-text.ts';
import { touchedBy, type StoredTrigger } from './sqlite-touch.ts';
import { listOf, splitTableName } from './table-namer.ts';

function dropIndexSql({ client }: TableCompilerInternals, { name }: LiveConstraint): string {
  return `drop index ${client.wrapIdentifierImpl(name)}`;
}

/**
 * SQLite 3.52 finds no constraint by a name in quotes. No keyword has an underscore within but the
 * `current_` ones: https://www.sqlite.org/lang_keywords.html
 */
function withoutNeedlessQuotes(name: string): string {
  return name.replace(/^`(?!current_)([a-z_]\w*_\w*)`$/iu, '$1');
}

/** Asks whether there is anything to drop before it sends what `compile` pushes. */
function pushLookup(
  compiler: TableCompilerInternals,
  lookup: Pick<DropLookup, 'kind' | 'columns' | 'name' | 'ifExists' | 'call'>,
  compile: (found: LiveConstraint, all: readonly LiveConstraint[]) => void,
): void {
  compiler.pushQuery(
    lookupQuery(compiler, sqliteReader, {
      ...lookup,
      drop(found, all) {
        const before = compiler.sequence.length;
        compile(found, all);
        return [...compiler.sequence.splice(before), assertDropped(found, lookup.call)];
      },
    }),
  );
}

/** Knex 3.3.0 silently leaves what stands within the definition of a column. */
function assertDropped({ kind, table, name, columns }: LiveConstraint, call: string): Query {
  return {
    ...sqliteReader.query('', table, undefined, 'table'),
    output(response) {
      const isLeft = readConstraints(sqliteReader, response).some(
        (other) =>
          other.kind === kind &&
          other.table === table &&
          other.name === name &&
          other.columns.join() === columns.join(),
      );
      if (!isLeft) return [];
      throw new SchemaChangeError({
        code: 'E_DROP_INLINE',
        where: `${table}, ${call}`,
        what: `would drop nothing: the constraint stands within the definition of ${columns.join(', ')}`,
        repair: `Drop the column, or build the table anew: create it under another name, copy the rows, drop ${table}, rename.`,
      });
    },
  };
}

/**
 * Drops one foreign key: Knex 3.3.0 drops by columns every key that shares one of them, so that one
 * that shares a column is dropped by its name.
 *
 * @throws SchemaChangeError where it bears no name to be told apart by
 */
function dropForeignKey(
  compiler: TableCompilerInternals,
  found: LiveConstraint,
  all: readonly LiveConstraint[],
  drop: (columns: unknown, name?: unknown) => void,
): void {
  const sharing = all.filter(
    (other) =>
      other !== found &&
      other.kind === 'fk' &&
      other.table === found.table &&
      other.columns.some((column) => found.columns.includes(column)),
  );
  // Its columns are as they are stored, and so is its name: no mapper may change them.
  const scope = new NamingScope(sqlite);
  for (const name of [...found.columns, found.name]) if (name !== null) scope.finalNames.add(name);
  const isNamed = !/^\d+$/u.test(found.name);
  if (sharing.length > 0 && !isNamed) {
    throw new SchemaChangeError({
      code: 'E_DROP_SHARED',
      where: `${found.table}, dropForeign(${found.columns.join(', ')})`,
      what: `bears no name, and Knex would also drop ${sharing
        .map(({ name, columns }) => `${name} (${columns.join(', ')})`)
        .join(', ')}, which shares a column with it`,
      repair: 'Drop all of them, and add again those that shall stay.',
    });
  }
  compileIn(compiler.client, scope, () =>
    sharing.length > 0 ? drop(found.columns, found.name) : drop(found.columns),
  );
}

/** Refuses a copy of a table that has constraints or indexes. */
function copyGuard(original: string, copy: string): Query {
  return {
    sql: "select sql from sqlite_schema where type in ('table', 'index') and lower(tbl_name) = lower(?)",
    bindings: [original],
    output(response) {
      const texts = response as readonly { readonly sql: string | null }[];
      if (texts.length < 2 && !texts.some(({ sql }) => hasConstraints(sql ?? ''))) return [];
      throw new SchemaChangeError({
        code: 'E_COPY_LOSES',
        where: `createTableLike('${copy}', '${original}')`,
        what: `would copy the columns only, and lose what constraints and indexes ${original} has`,
        repair: 'Write createTable with the columns and constraints that the copy shall have.',
      });
    },
  };
}

/**
 * The two statements around those with which Knex builds a table anew: the first refuses what would
 * lose data or checks, the second puts back the triggers that went with the old table, but for touch triggers of columns
 * that went as well.
 */
function rewriteGuards(compiler: TableCompilerInternals): readonly [Query, Query] {
  const { client } = compiler;
  const table = planOf(compiler).namer.table.name;
  const select = {
    sql: "select name, sql from sqlite_schema where type = 'trigger' and lower(tbl_name) = lower(?)",
    bindings: [table],
  };
  let triggers: readonly StoredTrigger[] = [];
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
        const left = triggers.filter(({ name }) => !present.has(name));
        if (left.length === 0) return [];
        const columns = await askOn(client, this.connection)<{ name: string }>(
          'select name from pragma_table_info(?)',
          [table],
        );
        for (const trigger of left) {
          const touched = touchedBy(trigger);
          const isNeeded =
            touched === undefined || columns.some(({ name }) => isSameName(touched, name));
          if (isNeeded) await this.query({ sql: trigger.sql, bindings: [] });
        }
        return [];
      },
    },
  ];
}

/** A rewrite of Knex's that minds views, triggers and AUTOINCREMENT; it knows two forms of them. */
function careful(compiler: TableCompilerInternals, query: Query): Query {
  const { client } = compiler;
  const { name: table } = planOf(compiler).namer.table;
  const { output, statementsProducer } = query;
  if (statementsProducer !== undefined) {
    return {
      ...query,
      async statementsProducer(response, connection) {
        const ask = askOn(client, connection);
        const made = await statementsProducer(response, connection);
        const sql = [...made.sql, ...(await sequenceStatements(table, ask))];
        return withLegacyAlter({ ...made, sql }, ask);
      },
    };
  }
  return {
    ...query,
    async output(response) {
      const ask = askOn(client, this.connection);
      const sql = await sequenceStatements(table, ask);
      const around = await withLegacyAlter({ pre: [], sql, check: null, post: [] }, ask);
      const run = async (statements: readonly string[]): Promise<void> => {
        for (const statement of statements) await this.query({ sql: statement, bindings: [] });
      };
      await run(around.pre);
      try {
        await output?.call(this, response);
        await run(around.sql);
      } finally {
        await run(around.post);
      }
      return [];
    },
  };
}

export const sqliteMixin: CompilerMixin = {
  reader: sqliteReader,
  literal: sqliteLiteral,

  table: (Base) =>
    class extends dropsByColumns(commentedTable(Base), sqliteReader, dropIndexSql) {
      override pushQuery(query: string | Query): void {
        const isRewrite = typeof query === 'object' && query.sql.startsWith('PRAGMA table_info(');
        if (!isRewrite) {
          super.pushQuery(query);
          return;
        }
        const [before, after] = rewriteGuards(this);
        super.pushQuery(before);
        super.pushQuery(careful(this, query));
        super.pushQuery(after);
      }

      /** Knex copies the columns, and loses all constraints and indexes silently. */
      override createLike(): void {
        const { namer } = planOf(this);
        const original = splitTableName(String(this.tableBuilder._tableNameLike)).name;
        this.pushQuery(copyGuard(namer.storedColumn(original) ?? original, namer.table.name));
        super.createLike();
      }

      override dropChecks(names: unknown): void {
        // Knex drops several in one statement, which SQLite does not know.
        for (const name of listOf(names)) super.dropChecks(withoutNeedlessQuotes(String(name)));
      }

      override dropUniqueIfExists(columns: unknown, name?: unknown): void {
        const lookup = { kind: 'uq', columns, name, ifExists: true } as const;
        pushLookup(this, { ...lookup, call: 'dropUniqueIfExists()' }, (found) => {
          this.pushQuery(`drop index ${this.client.wrapIdentifierImpl(found.name)}`);
        });
      }

      override dropForeign(columns: unknown, name?: unknown): void {
        const lookup = { kind: 'fk', columns, name, ifExists: false } as const;
        pushLookup(this, { ...lookup, call: 'dropForeign()' }, (found, all) => {
          dropForeignKey(this, found, all, (...args) => super.dropForeign(...args));
        });
      }

      override dropForeignIfExists(columns: unknown, name?: unknown): void {
        const lookup = { kind: 'fk', columns, name, ifExists: true } as const;
        pushLookup(this, { ...lookup, call: 'dropForeignIfExists()' }, (found, all) => {
          dropForeignKey(this, found, all, (...args) => super.dropForeign(...args));
        });
      }

      /** A table has one primary key; by a name that is not its own Knex drops nothing, silently. */
      override dropPrimary(): void {
        const lookup = {
          kind: 'pk',
          columns: undefined,
          name: undefined,
          ifExists: false,
          call: 'dropPrimary()',
        } as const;
        pushLookup(this, lookup, () => super.dropPrimary());
      }

      override dropPrimaryIfExists(): void {
        const lookup = {
          kind: 'pk',
          columns: undefined,
          name: undefined,
          ifExists: true,
          call: 'dropPrimaryIfExists()',
        } as const;
        pushLookup(this, lookup, () => super.dropPrimary());
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
