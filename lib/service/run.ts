import type { Knex } from 'knex';
import { Bookkeeping } from '../bookkeeping/bookkeeping.ts';
import { dialectOf } from '../dialect/dialect-of.ts';
import type { DialectName } from '../dialect/dialect.ts';
import { OptionsError } from '../errors.ts';
import {
  settleMigrateOptions,
  type MigrateConfig,
  type MigrateOptions,
} from './migrate-options.ts';
import { RunRecord } from './run-record.ts';

/** What a run works with. */
export interface SettledRun {
  /** The project's Knex. */
  readonly knex: Knex;
  readonly dialect: DialectName;
  readonly bookkeeping: Bookkeeping;
  readonly record: RunRecord;
  readonly config: MigrateConfig;
}

/** A run that has connected. */
export interface Run extends SettledRun {
  /** Of a SQLite database that lies in a file. */
  readonly file: string | undefined;
  /** Whether statements outside transactions may each meet another session. */
  readonly isPooled: boolean;
}

/**
 * Settles what a run works with; it asks the database nothing.
 *
 * @throws OptionsError for options that cannot be meant, and for what cannot be migrated
 */
export function settleRun(knex: Knex, options: MigrateOptions): SettledRun {
  const dialect = dialectOf(knex)?.name;
  if (dialect === undefined || knex.isTransaction === true) throw unusable(knex);
  const bookkeeping = new Bookkeeping(knex, options.migrations);
  const record = new RunRecord(bookkeeping);
  return { knex, dialect, bookkeeping, record, config: settleMigrateOptions(options, dialect) };
}

function unusable(knex: Knex): OptionsError {
  const { driverName } = knex.client as { readonly driverName?: string };
  return new OptionsError('The database', [
    {
      code: 'E_DIALECT_UNKNOWN',
      where: `client ${driverName ?? 'without a driver'}`,
      what:
        knex.isTransaction === true
          ? 'is a transaction'
          : 'is of a database that migrate cannot lock',
      repair:
        knex.isTransaction === true
          ? 'Hand in the Knex itself: each migration has a transaction of its own.'
          : 'Migrate one of PostgreSQL, MySQL, MariaDB or SQLite.',
    },
  ]);
}
