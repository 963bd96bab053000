import type { Knex } from 'knex';

/**
 * The private fields of Knex that the wrapper reads, as of knex 3.3.0 (lib/schema/*.js,
 * lib/dialects/*\/schema/*.js). No other file may know them; test/schema/knex-internals.test.ts
 * fails when a new Knex changes one.
 */

/** A quoted name or other SQL that Knex passes through untouched. */
export type RawSql = Knex.Raw;

export interface ColumnBuilderInternals {
  readonly client: ClientInternals;
  readonly _tableBuilder: TableBuilderInternals;
  /** Knex's word for the type, such as `varchar` or `bigIncrements`. */
  readonly _type: string;
  /** Name and arguments of the type. */
  readonly _args: unknown[];
  readonly _method: 'add' | 'alter';
  readonly _modifiers: Record<string, unknown[]>;
  primary(...args: unknown[]): unknown;
  check(...args: unknown[]): unknown;
  references(column: unknown): unknown;
  [method: string]: unknown;
}

export interface ForeignData {
  column: string | string[];
  keyName?: unknown;
  references?: string | string[];
  inTable?: string;
}

export type Statement =
  | { readonly grouping: 'columns'; readonly builder: ColumnBuilderInternals }
  | { readonly grouping: 'alterTable'; readonly method: string; args: unknown[] }
  | { readonly grouping: 'checks'; args: unknown[] };

export type AlterStatement = Extract<Statement, { grouping: 'alterTable' }>;

export type TableMethod = 'create' | 'createIfNot' | 'createLike' | 'alter';

export interface TableBuilderInternals {
  readonly client: ClientInternals;
  readonly _method: TableMethod;
  readonly _schemaName: string | undefined;
  readonly _tableName: string;
  readonly _tableNameLike: string | null;
  _statements: Statement[];
  readonly _single: Record<string, unknown>;
  _fn: ((this: unknown, table: unknown) => unknown) | null;
  queryContext(): unknown;
  foreign(...args: unknown[]): unknown;
  comment(value: unknown): void;
  timestamps(...args: unknown[]): void;
}

/** One statement of a compiled schema builder. */
export interface Query {
  sql: string;
  bindings?: readonly unknown[];
  /** Takes the response on the connection of the builder; what it returns is awaited. */
  output?: (this: Runner, response: unknown) => unknown;
  /** What the driver has answered. */
  response?: unknown;
  /** SQLite: makes the statements when their turn comes. */
  statementsProducer?: (response: undefined, connection: unknown) => Promise<RewriteStatements>;
}

/** Statements that Knex's runner puts into a transaction, between those that cannot stand in one. */
export interface RewriteStatements {
  readonly pre: string[];
  readonly sql: string[];
  /** Asks for rows that violate a foreign key; null where nobody needs to ask. */
  readonly check: string | null;
  readonly post: string[];
}

/** Runs further statements on the connection of the builder. */
export interface Runner {
  readonly client: ClientInternals;
  readonly builder: SchemaBuilderInternals;
  readonly connection: unknown;
  query(query: Query): Promise<unknown>;
  /** One after the other; the answer of one alone, or the answers of several. */
  queryArray(queries: readonly Query[]): Promise<unknown>;
}

export interface TableCompilerInternals {
  readonly client: ClientInternals;
  readonly tableBuilder: TableBuilderInternals;
  readonly tableNameRaw: string;
  readonly method: TableMethod;
  readonly grouped: {
    checks?: { args: unknown[] }[];
    columns?: { builder: ColumnBuilderInternals }[];
  };
  sequence: Query[];
  /** Those of the statement that is being compiled. */
  readonly bindings: readonly unknown[];
  pushQuery(query: string | Query): void;
  /** Quoted, with its schema. */
  tableName(): string;
  primary(columns: unknown, name?: unknown): void;
  createLike(): void;
  renameColumn(from: string, to: string): void;
  dropUnique(columns: unknown, name?: unknown): void;
  dropIndex(columns: unknown, name?: unknown): void;
  dropPrimary(name?: unknown): void;
  dropForeign(columns: unknown, name?: unknown): void;
  dropForeignIfExists(columns: unknown, name?: unknown): void;
  dropPrimaryIfExists(name?: unknown): void;
  dropUniqueIfExists(columns: unknown, name?: unknown): void;
  dropChecks(names: unknown): void;
  readonly single: Record<string, unknown>;
  readonly formatter: { wrap(name: string): string };
  comment(comment: string): void;
  createQuery(columns: unknown, ifNotExists?: boolean, like?: boolean): void;
  alterTable(): void;
  dropColumn(...columns: unknown[]): void;
  _setNullableState(column: string, isNullable: boolean): void;
}

export interface ColumnCompilerInternals {
  readonly client: ClientInternals;
  readonly tableCompiler: TableCompilerInternals;
  readonly columnBuilder: ColumnBuilderInternals;
  enu(allowed: readonly unknown[] | null, options?: unknown): string;
  _check(predicate: string, name?: string): string;
  _pushAlterCheckQuery(predicate: string, name?: string): void;
  readonly type: string;
  /** Methods that make SQL of those modifiers of the builder that bear their names, in order. */
  modifiers: string[];
  readonly formatter: { wrap(name: string): string };
  getColumnName(): string;
  getModifiers(): string;
  comment(comment: string): string | undefined;
  defaultTo(value: unknown): string | undefined;
  pushQuery(query: string | Query): void;
  pushAdditional(push: (this: ColumnCompilerInternals) => void): void;
}

export interface SchemaCompilerInternals {
  readonly client: ClientInternals;
  sequence: Query[];
  pushQuery(query: string | Query): void;
  toSQL(): Query[];
  renameTable(from: string, to: string): void;
  dropTable(name: string): void;
  dropTableIfExists(name: string): void;
}

export interface SchemaBuilderInternals {
  queryContext(): unknown;
  client: ClientInternals;
  _sequence: { readonly method: string; readonly args: unknown[] }[];
  _schema?: string;
  transacting(transaction: unknown): SchemaBuilderInternals;
}

export interface ClientInternals {
  readonly config: Knex.Config;
  readonly dialect: string;
  readonly driverName?: string;
  /** Of the server, on PostgreSQL from the first connection on. */
  readonly version?: string;
  /** Whether it is the client of a transaction. */
  readonly transacting?: boolean;
  /** The module of pg, mysql2 or better-sqlite3. */
  readonly driver: object;
  /** What the driver is given; undefined until a provider has been asked. */
  readonly connectionSettings: unknown;
  /** The function that stands in the place of `connection`. */
  readonly connectionConfigProvider?: () => Promise<Readonly<Record<string, unknown>>>;
  /** Connects past the pool. */
  acquireRawConnection(): Promise<unknown>;
  destroyRawConnection(connection: unknown): Promise<unknown>;
  raw(sql: string, bindings?: unknown): RawSql;
  /** Sends a statement past the `postProcessResponse` of the project. */
  query(connection: unknown, query: Query): Promise<{ readonly response: unknown }>;
  queryBuilder(): Knex.QueryBuilder;
  queryCompiler(builder: unknown): { where(): string; bindings: unknown[] };
  wrapIdentifierImpl(name: string): string;
  customWrapIdentifier(
    name: string,
    quote: (name: string) => string,
    queryContext?: unknown,
  ): string;
  schemaBuilder(): Knex.SchemaBuilder;
  runner(builder: SchemaBuilderInternals): Runner;
  schemaCompiler(builder: SchemaBuilderInternals): SchemaCompilerInternals;
  tableBuilder(
    method: TableMethod,
    name: string,
    like: string | null,
    fn: TableBuilderInternals['_fn'],
  ): TableBuilderInternals;
  tableCompiler(builder: TableBuilderInternals): TableCompilerInternals;
  columnBuilder(
    table: TableBuilderInternals,
    type: string,
    args: unknown[],
  ): ColumnBuilderInternals;
  columnCompiler(
    table: TableCompilerInternals,
    builder: ColumnBuilderInternals,
  ): ColumnCompilerInternals;
}
