/** What a column holds; a family of types in each database. */
export type ColumnKind =
  | 'uuid'
  | 'text'
  | 'integer'
  | 'bigInteger'
  | 'boolean'
  | 'timestamp'
  | 'date'
  | 'json'
  | 'decimal'
  | 'binary'
  | 'enum'
  | 'specific';

/** Carries the type of a column's values; no object has it. */
declare const held: unique symbol;

/** A column as a migration declares it; `column` makes them. Frozen. */
export interface Column<Value = unknown> {
  readonly [held]?: Value;
  readonly kind: ColumnKind;
  readonly isNullable: boolean;
  /** The type of `column.specific`, as the database writes it. */
  readonly type: string | undefined;
  /** Declares that rows may have no value there. */
  nullable(): Column<Value | null>;
}

/** The columns of a table by their names, as queries of the project name them. */
export type Columns = Readonly<Record<string, Column>>;

/** A row with the values as the database's driver returns them. */
export type RowOf<C extends Columns> = {
  -readonly [Name in keyof C]: C[Name] extends Column<infer Value> ? Value : never;
};

/**
 * Declares the columns of a `tableSnapshot`: not null, unless `.nullable()` follows.
 *
 * A type never promises more than every driver keeps. Where drivers differ it is a union, which a type
 * argument narrows for a project with one database: `column.timestamp<Date>()`. What they return,
 * unless configured otherwise:
 *
 * | | pg | mysql2 | better-sqlite3 |
 * |---|---|---|---|
 * | bigInteger | string | number | number |
 * | decimal | string | string | number |
 * | boolean | boolean | 0 or 1 | 0 or 1 |
 * | timestamp, date | Date | Date | as stored: number or string |
 * | json | value | MySQL value, MariaDB text | text |
 *
 * `backfill`, `insertMany` and `copyRows` take and give the *value* of a json column on every database.
 *
 * @example
 * const account = tableSnapshot('account', {
 *   id: column.uuid(),
 *   status: column.enum(['open', 'closed']),
 *   settings: column.json<{ theme?: string }>().nullable(),
 * });
 * console.log(account.columns.settings.isNullable); // true
 */
export const column = {
  uuid: (): Column<string> => columnOf('uuid'),
  /** Characters of any length: text, varchar, char. */
  text: (): Column<string> => columnOf('text'),
  /** Up to four bytes: int, smallint. */
  integer: (): Column<number> => columnOf('integer'),
  bigInteger: <T extends string | number | bigint = string | number>(): Column<NoInfer<T>> =>
    columnOf('bigInteger'),
  boolean: <T extends boolean | 0 | 1 = boolean | 0 | 1>(): Column<T> => columnOf('boolean'),
  /** A moment, with or without a time zone. */
  timestamp: <T extends Date | string | number = Date | string | number>(): Column<T> =>
    columnOf('timestamp'),
  date: <T extends Date | string | number = Date | string | number>(): Column<T> =>
    columnOf('date'),
  /** A value of JSON; `null` is SQL's null, not JSON's. */
  json: <T = unknown>(): Column<T> => columnOf('json'),
  /** Numbers with a fraction: numeric, real, double. */
  decimal: <T extends string | number = string | number>(): Column<T> => columnOf('decimal'),
  binary: (): Column<Uint8Array> => columnOf('binary'),
  /** One of some words: an enum of the database, or a text with a check. */
  enum: <const Word extends string>(_words: readonly Word[]): Column<Word> => columnOf('enum'),
  /**
   * Any other type.
   *
   * @param type as the database writes it, such as `text[]` (PostgreSQL's format_type)
   */
  specific: <T = unknown>(type: string): Column<T> => columnOf('specific', type),
};

function columnOf<Value>(kind: ColumnKind, type?: string, isNullable = false): Column<Value> {
  return Object.freeze({
    kind,
    isNullable,
    type,
    nullable: () => columnOf<Value | null>(kind, type, true),
  });
}
