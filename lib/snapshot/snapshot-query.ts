import type { Knex } from 'knex';

type Name<Row> = Extract<keyof Row, string>;
type Sql = Knex.Raw | Knex.QueryBuilder;
/** What a column can be compared with. */
type Operand<Value> = NonNullable<Value> | Sql;
type Comparison = '=' | '<>' | '!=' | '<' | '<=' | '>' | '>=';
type TextComparison = 'like' | 'not like' | 'ilike' | 'not ilike';
type Direction = 'asc' | 'desc';
type Count = { readonly [alias: string]: string | number };

/** New values: of the declared type, or SQL. */
export type SnapshotValues<Row> = { readonly [N in keyof Row]?: Row[N] | Sql };

/** The conditions of a query; each returns the query. */
interface Conditions<Row, Self> {
  <N extends Name<Row>>(column: N, value: Operand<Row[N]> | Extract<Row[N], null>): Self;
  <N extends Name<Row>>(column: N, operator: Comparison, value: Operand<Row[N]>): Self;
  (column: Name<Row>, operator: TextComparison, value: string | Sql): Self;
  (values: { readonly [N in keyof Row]?: Operand<Row[N]> | Extract<Row[N], null> }): Self;
  (group: (query: SnapshotQuery<Row>) => unknown): Self;
  (sql: Knex.Raw): Self;
}

type WhereColumn<Row, Self> = (column: Name<Row>) => Self;
type WhereIn<Row, Self> = <N extends Name<Row>>(
  column: N,
  values: readonly NonNullable<Row[N]>[] | Sql,
) => Self;
type WhereBetween<Row, Self> = <N extends Name<Row>>(
  column: N,
  range: readonly [Operand<Row[N]>, Operand<Row[N]>],
) => Self;
type Raw<Self> = (sql: string | Knex.Raw, bindings?: readonly Knex.RawBinding[]) => Self;

/**
 * A query builder of Knex, narrowed to the columns that a snapshot declares: another column is a
 * compile error, where Knex's own types let any text pass. At run time it is Knex's builder, all of
 * which `modify` hands out.
 *
 * @example
 * const account = tableSnapshot('user_account', { username: column.text(), email: column.text().nullable() });
 * const query = account.query(knex).whereNull('email').orderBy('username');
 * console.log(await query.pluck('username')); // [ 'ada', 'bob' ]
 * await account.query(knex).modify((plain) => plain.joinRaw('cross join archive'));
 */
export interface SnapshotQuery<Row, Result = Row[]> extends Pick<
  Promise<Result>,
  'then' | 'catch' | 'finally'
> {
  select(): SnapshotQuery<Row, Row[]>;
  select<N extends Name<Row>>(...columns: readonly N[]): SnapshotQuery<Row, Pick<Row, N>[]>;
  select<Selected = Record<string, unknown>>(
    ...columns: readonly (Name<Row> | Sql)[]
  ): SnapshotQuery<Row, Selected[]>;
  distinct<N extends Name<Row>>(...columns: readonly N[]): SnapshotQuery<Row, Pick<Row, N>[]>;
  first(): SnapshotQuery<Row, Row | undefined>;
  first<N extends Name<Row>>(
    ...columns: readonly N[]
  ): SnapshotQuery<Row, Pick<Row, N> | undefined>;
  pluck<N extends Name<Row>>(column: N): SnapshotQuery<Row, Row[N][]>;
  count(column?: Name<Row> | '*'): SnapshotQuery<Row, Count[]>;
  count(aliases: { readonly [alias: string]: Name<Row> | '*' }): SnapshotQuery<Row, Count[]>;

  where: Conditions<Row, this>;
  andWhere: Conditions<Row, this>;
  orWhere: Conditions<Row, this>;
  whereNot: Conditions<Row, this>;
  orWhereNot: Conditions<Row, this>;
  whereNull: WhereColumn<Row, this>;
  orWhereNull: WhereColumn<Row, this>;
  whereNotNull: WhereColumn<Row, this>;
  orWhereNotNull: WhereColumn<Row, this>;
  whereIn: WhereIn<Row, this>;
  orWhereIn: WhereIn<Row, this>;
  whereNotIn: WhereIn<Row, this>;
  orWhereNotIn: WhereIn<Row, this>;
  whereBetween: WhereBetween<Row, this>;
  whereNotBetween: WhereBetween<Row, this>;
  whereLike(column: Name<Row>, pattern: string): this;
  whereILike(column: Name<Row>, pattern: string): this;
  whereExists(query: Sql): this;
  whereNotExists(query: Sql): this;
  whereRaw: Raw<this>;
  orWhereRaw: Raw<this>;

  groupBy(...columns: readonly Name<Row>[]): this;
  orderBy(column: Name<Row>, direction?: Direction): this;
  orderBy(columns: readonly (Name<Row> | { column: Name<Row>; order?: Direction })[]): this;
  orderByRaw: Raw<this>;
  limit(rows: number): this;
  offset(rows: number): this;
  forUpdate(): this;
  skipLocked(): this;

  /** Resolves to the number of rows. */
  update(values: SnapshotValues<Row>): SnapshotQuery<Row, number>;
  update<N extends Name<Row>>(column: N, value: Row[N] | Sql): SnapshotQuery<Row, number>;
  increment(column: Name<Row>, by?: number): SnapshotQuery<Row, number>;
  decrement(column: Name<Row>, by?: number): SnapshotQuery<Row, number>;
  /** Resolves to what the driver makes of it. */
  insert(rows: SnapshotValues<Row> | readonly SnapshotValues<Row>[]): SnapshotQuery<Row, unknown>;
  delete(): SnapshotQuery<Row, number>;
  returning<N extends Name<Row>>(
    ...columns: readonly [N | readonly N[]]
  ): SnapshotQuery<Row, Pick<Row, N>[]>;

  /** Hands the builder out with Knex's own types, for all that is not here. */
  modify(change: (plain: Knex.QueryBuilder) => unknown): this;
  clone(): this;
  transacting(trx: Knex.Transaction): this;
  stream(): NodeJS.ReadableStream & AsyncIterable<Row>;
  toSQL(): Knex.Sql;
  toString(): string;
}
