import type { Dialect, DialectName } from '../dialect/dialect.ts';
import type { NamingConvention } from '../naming/convention.ts';
import { columnBuilderMixin, guardTableCallback, tableBuilderMixin } from './builder-mixin.ts';
import {
  nameCopiedTable,
  carryNamesOfTable,
  carryNamesOfTables,
  type CarryContext,
} from './carry-queries.ts';
import { compileIn, scopeOf } from './compilation.ts';
import { attachPlan, type CompilerMixin } from './compiler-mixin.ts';
import { ConventionError } from './convention-error.ts';
import type { ClientInternals, SchemaBuilderInternals } from './knex-internals.ts';
import { mysqlMixin } from './mysql-mixin.ts';
import { NamingScope } from './naming-scope.ts';
import { postgresMixin } from './postgres-mixin.ts';
import { sqliteMixin } from './sqlite-mixin.ts';
import { splitTableName } from './table-namer.ts';
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
  const { dialect, naming, migration } = config;
  const mixin = mixins[dialect.name];
  const client = Object.create(base) as ClientInternals;
  const carry: CarryContext = { client, dialect, mixin, namings: config.namings };
  bases.set(client, base);

  /** Compiles all tables of a builder before any problem is thrown, so that one error has all. */
  const inScope = <T>(compile: () => T): T => {
    if (scopeOf(client) !== undefined) return compile();
    const scope = new NamingScope(dialect);
    const compiled = compileIn(client, scope, compile);
    if (scope.problems.length > 0) throw new ConventionError(scope.problems, migration);
    return compiled;
  };

  client.schemaCompiler = (builder: SchemaBuilderInternals) => {
    const compiler = base.schemaCompiler.call(client, builder);
    const { toSQL } = compiler;
    compiler.toSQL = () => inScope(() => toSQL.call(compiler));
    for (const method of ['dropTable', 'dropTableIfExists'] as const) {
      const drop = compiler[method];
      compiler[method] = (name) => {
        const parts = splitTableName(name);
        scopeOf(client)?.releaseTable({ ...parts, schema: builder._schema ?? parts.schema });
        drop.call(compiler, name);
      };
    }
    carryNamesOfTables(compiler, builder, carry);
    return compiler;
  };

  client.tableBuilder = (...args) => {
    const builder = base.tableBuilder.apply(client, args);
    builder._fn = guardTableCallback(builder);
    return mixed(builder, tableBuilderMixin);
  };

  client.columnBuilder = (...args) =>
    mixed(base.columnBuilder.apply(client, args), columnBuilderMixin);

  client.tableCompiler = (builder) =>
    inScope(() => {
      const scope = scopeOf(client) ?? new NamingScope(dialect);
      attachPlan(builder, planTable(builder, { client, dialect, naming, scope }));
      const compiler = mixed(base.tableCompiler.call(client, builder), mixin.table);
      if (compiler.method === 'alter') carryNamesOfTable(compiler, carry);
      if (compiler.method === 'createLike') nameCopiedTable(compiler, naming, carry);
      return compiler;
    });

  // Final names within the SQL that Knex writes for SQLite pass the mapper of the project by.
  client.customWrapIdentifier = (name, quote, queryContext) =>
    scopeOf(client)?.finalNames.has(name) === true
      ? quote(name)
      : base.customWrapIdentifier.call(client, name, quote, queryContext);

  client.columnCompiler = (...args) => mixed(base.columnCompiler.apply(client, args), mixin.column);

  return client;
}

type Instances<T> = new (...args: never[]) => T;

const prototypes = new WeakMap<object, WeakMap<object, object>>();

/**
 * Makes an instance of a class of Knex one of our subclass. The subclass is made once a class; the
 * constructor of Knex has run already, and the subclasses have none of their own.
 */
function mixed<T extends object>(instance: T, mixin: (Base: Instances<T>) => Instances<T>): T {
  const Base = instance.constructor as Instances<T>;
  const ofMixin = prototypes.get(mixin) ?? new WeakMap<object, object>();
  prototypes.set(mixin, ofMixin);
  const prototype = ofMixin.get(Base) ?? (mixin(Base).prototype as object);
  ofMixin.set(Base, prototype);
  return Object.setPrototypeOf(instance, prototype) as T;
}
