import type { Knex } from 'knex';
import type { DialectName } from '../dialect/dialect.ts';
import type { MixinTable } from './mixin.ts';

/** What columns of a time are like. */
export interface TimeOptions {
  /**
   * Digits of a second, 0 to 6. Default what the database does: 6 on PostgreSQL, 0 on MySQL, MariaDB
   * and SQLite. SQLite knows seconds, and milliseconds for anything above 0.
   */
  readonly precision?: number;
  /**
   * Whether PostgreSQL keeps an instant (`timestamptz`) and MySQL one of the years 1970 to 2038
   * (`timestamp`); else `timestamp` and `datetime`, of the time zone of the session. Default true.
   */
  readonly useTz?: boolean;
}

/** Adds a column of a time, with nothing but its type. */
export function addTime(
  { table, dialect }: MixinTable,
  name: string,
  { precision, useTz = true }: TimeOptions,
): Knex.ColumnBuilder {
  const options = { useTz, ...(precision === undefined ? {} : { precision }) };
  return dialect === 'mysql' && !useTz
    ? table.datetime(name, options)
    : table.timestamp(name, options);
}

/** The expression of the present time, with the digits that a column keeps. */
export function nowSql(dialect: DialectName, precision: number | undefined): string {
  if (dialect === 'sqlite') {
    return (precision ?? 0) === 0 ? 'CURRENT_TIMESTAMP' : "(strftime('%Y-%m-%d %H:%M:%f', 'now'))";
  }
  return precision === undefined ? 'CURRENT_TIMESTAMP' : `CURRENT_TIMESTAMP(${precision})`;
}
