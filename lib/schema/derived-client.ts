import type { CommentConfig } from '../comment/comment-policy.ts';
import type { Dialect, DialectName } from '../dialect/dialect.ts';
import type { NamingConvention } from '../naming/convention.ts';
import { columnBuilderMixin, guardTableCallback, tableBuilderMixin } from './builder-mixin.ts';
import {
  nameCopiedTable,
  carryNamesOfTable,
  carryNamesOfTables,
  type CarryContext,
} from './carry-queries.ts';
import { inScope, prepareCompilation, schemaCompilerMixin, scopeOf } from './compilation.ts';
import { attachPlan, type CompilerMixin } from './compiler-mixin.ts';
import type { ClientInternals } from './knex-internals.ts';
import { mysqlMixin } from './mysql-mixin.ts';
import { postgresMixin } from './postgres-mixin.ts';
import { sqliteMixin } from './sqlite-mixin.ts';
import { keepCommentsOfTables } from './sqlite-comment-mixin.ts';
import { storedTableOf } from './stored-table.ts';
import { subclassOf } from './subclass.ts';
import { planTable } from './table-plan.ts';

const mixins: Readonly<Record<DialectName, CompilerMixin>> = {
  postgres: postgresMixin,
  sqlite: sqliteMixin,
  mysql: mysqlMixin,
};

/** What a derived client gives its schema builders. */
export interface DerivedConfig {
  readonly dialect: Dialect;
  readonly naming: NamingConvention;
  /** All conventions whose names are carried along when a table or column is renamed. */
  readonly namings: readonly NamingConvention[];
  /** Undefined: comments are neither asked for nor kept. */
  readonly comments: CommentConfig | undefined;
  /** Migration and direction, for messages; undefined outside of migrations. */
  readonly migration: string | undefined;
}

const bases = new WeakMap<ClientInternals, ClientInternals>();

/** The client that a derived one was made of; any other as it is. */
export function baseClient(client: ClientInternals): ClientInternals {
  return bases.get(client) ?? client;
}

/**
 * Derives a client whose schema builders follow the conventions. It shares pool, connection and
 * listeners with its base, and leaves it and all other Knex instances as they are.
 */
export function deriveClient(base: ClientInternals, config: DerivedConfig): ClientInternals {
  const { dialect, naming, migration, namings, comments } = config;
  const mixin = mixins[dialect.name];
  const client = Object.create(base) as ClientInternals;
  const carry: CarryContext = { client, dialect, mixin, namings };
  bases.set(client, base);
  prepareCompilation(client, { dialect, migration });

  if (mixin.runner !== undefined) {
    const Runner = subclassOf(base, 'runner', mixin.runner);
    // Of the client that asks: others may be derived from this one.
    client.runner = function runner(builder) {
      return new Runner(this, builder);
    };
  }
  const SchemaCompiler = subclassOf(base, 'schemaCompiler', schemaCompilerMixin);
  client.schemaCompiler = (builder) => {
    const compiler = new SchemaCompiler(client, builder);
    // One table needs no care for what else the builder does.
    if (builder._sequence.length === 1 && builder._sequence[0]?.method === 'createTable') {
      return compiler;
    }
    for (const method of ['dropTable', 'dropTableIfExists'] as const) {
      const drop = compiler[method];
      compiler[method] = (name) => {
        scopeOf(client)?.releaseOf(storedTableOf(client, builder, name));
        drop.call(compiler, name);
      };
    }
    carryNamesOfTables(compiler, builder, carry);
    mixin.prepareSchema?.(compiler);
    if (!dialect.supportsComments && comments?.sqliteTable === true) {
      keepCommentsOfTables(compiler, builder, client);
    }
    return compiler;
  };

  const TableBuilder = subclassOf(base, 'tableBuilder', tableBuilderMixin);
  client.tableBuilder = (method, name, like, callback) => {
    const builder = new TableBuilder(client, method, name, like, callback);
    builder._fn = guardTableCallback(builder);
    return builder;
  };
  const ColumnBuilder = subclassOf(base, 'columnBuilder', columnBuilderMixin);
  client.columnBuilder = (table, type, args) => new ColumnBuilder(client, table, type, args);
  const TableCompiler = subclassOf(base, 'tableCompiler', mixin.table);
  client.tableCompiler = (builder) =>
    inScope(client, (scope) => {
      const { literal } = mixin;
      attachPlan(
        builder,
        planTable(builder, { client, dialect, naming, comments, scope, literal }),
      );
      const compiler = new TableCompiler(client, builder);
      if (compiler.method === 'alter') carryNamesOfTable(compiler, carry);
      if (compiler.method === 'createLike') nameCopiedTable(compiler, naming, carry);
      return compiler;
    });
  const ColumnCompiler = subclassOf(base, 'columnCompiler', mixin.column);
  client.columnCompiler = (table, builder) => new ColumnCompiler(client, table, builder);

  // SQL that Knex builds a table anew by quotes the names of constraints late, by way of the mapper of
  // the project, which has had its say.
  if (dialect.rebuildsTables) {
    client.customWrapIdentifier = (name, quote, queryContext) =>
      // Knex asks for the name by which a foreign key is dropped even where it is given none.
      name === undefined || scopeOf(client)?.finalNames.has(name) === true
        ? quote(name)
        : base.customWrapIdentifier.call(client, name, quote, queryContext);
  }

  return client;
}
