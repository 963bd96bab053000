import type { Knex } from 'knex';
import { postgresTouchSql } from '../schema/postgres-touch.ts';
import { sqliteTouchSql } from '../schema/sqlite-touch.ts';
import { pushTriggerStatements, touchedColumn } from '../schema/touch-trigger.ts';
import { addDefaultColumn } from './default-column.ts';
import { openTable, type MixinTable } from './mixin.ts';
import { addTime, nowSql, type TimeOptions } from './time-column.ts';

/** Names of the two columns of `timestamps`. */
export interface TimestampNames {
  /** Whether they are `createdAt` and `updatedAt`. Default false: `created_at` and `updated_at`. */
  readonly camelCase?: boolean;
  /** Another name of the first. Default by `camelCase`. */
  readonly createdAt?: string;
  /** Another name of the second. Default by `camelCase`. */
  readonly updatedAt?: string;
}

/** What the columns of `timestamps` are like. */
export interface TimestampsOptions extends TimestampNames, TimeOptions {
  /** Whether the database keeps the time of the last update. Default true. */
  readonly onUpdate?: boolean;
  /** Defaults `'Record creation time'` and `'Record last update time'`. */
  readonly comments?: { readonly createdAt?: string; readonly updatedAt?: string };
}

/**
 * Adds the time at which a row was inserted, and that of its last update, which is null until then.
 * The database keeps both, whoever writes: by a trigger on PostgreSQL and SQLite, by `on update` on
 * MySQL. A statement that sets the time of the update itself has its way.
 *
 * Drop the table or the columns through the wrapped schema, and the trigger and its function go with
 * them; plain Knex needs `dropTimestamps`.
 *
 * @throws OptionsError for databases but PostgreSQL, MySQL, MariaDB and SQLite
 * @example
 * await withConventions(knex.schema).createTable('customer', (table) => {
 *   table.comment('People who buy');
 *   table.increments('id').comment('Identifier');
 *   timestamps(table, { precision: 3 });
 * });
 */
export function timestamps(table: Knex.TableBuilder, options: TimestampsOptions = {}): void {
  const opened = openTable(table, 'timestamps');
  const { createdAt, updatedAt } = namesOf(options);
  const { comments = {}, onUpdate = true } = options;
  const now = nowSql(opened.dialect, options.precision);
  addDefaultColumn(opened, createdAt, now, () => addTime(opened, createdAt, options)).comment(
    comments.createdAt ?? 'Record creation time',
  );
  const updated = addTime(opened, updatedAt, options)
    .nullable()
    .comment(comments.updatedAt ?? 'Record last update time');
  if (onUpdate) keepTime(opened, updatedAt, updated, now);
}

/** The names that options ask for. */
export function namesOf({ camelCase = false, createdAt, updatedAt }: TimestampNames): {
  readonly createdAt: string;
  readonly updatedAt: string;
} {
  return {
    createdAt: createdAt ?? (camelCase ? 'createdAt' : 'created_at'),
    updatedAt: updatedAt ?? (camelCase ? 'updatedAt' : 'updated_at'),
  };
}

function keepTime(
  { builder, dialect }: MixinTable,
  name: string,
  column: Knex.ColumnBuilder,
  now: string,
): void {
  if (dialect === 'mysql') {
    // Knex has no word for it.
    column.defaultTo(builder.client.raw(`null on update ${now}`));
    return;
  }
  const touched = touchedColumn(builder, name);
  pushTriggerStatements(
    builder,
    dialect === 'postgres' ? postgresTouchSql(touched) : sqliteTouchSql(touched, now),
  );
}
