import type { Knex } from 'knex';
import type { Bookkeeping } from '../bookkeeping/bookkeeping.ts';
import type { DialectName } from '../dialect/dialect.ts';
import type { MigrateConfig } from './migrate-options.ts';
import type { RunRecord } from './run-record.ts';

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
