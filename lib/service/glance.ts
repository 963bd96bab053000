import type { Knex } from 'knex';
import { tablesOf } from '../bookkeeping/bookkeeping-config.ts';
import { isAllRecorded } from '../bookkeeping/listed.ts';
import { glanceDriverOf, loadDriver, type Ask } from './glance-driver.ts';
import { settleMigrateOptions, type MigrateOptions } from './migrate-options.ts';

/** A Knex configuration that no Knex was made of yet. */
export interface Unopened {
  readonly config: Knex.Config;
  /** Absolute path of the knexfile, from which the project's Knex and its driver are found. */
  readonly path: string;
}

/** A server that takes longer is asked by `migrate`, which knows how to wait. */
const patienceMs = 2_000;

/**
 * Looks whether there is nothing to do, as at most starts, past Knex: to load it takes as long as all
 * the rest of such a start. Whatever is out of the ordinary it leaves to `migrate`.
 *
 * @param listed the names of all migrations, in the order of their source
 * @returns how many migrations are recorded where that is all of them; undefined where something is
 * to be done, or where only `migrate` can tell
 * @throws OptionsError for options that cannot be meant
 */
export async function glance(
  { config, path }: Unopened,
  listed: readonly string[],
  options: MigrateOptions = {},
): Promise<number | undefined> {
  const driver = glanceDriverOf(config);
  if (driver === undefined) return undefined;
  const { to, resume, markApplied, signal } = settleMigrateOptions(options, driver.dialect);
  const tables = namesOfTables(config, driver.quote);
  const isPlain = [to, resume, markApplied].every((name) => name === undefined);
  if (!isPlain || tables === undefined || signal?.aborted === true) return undefined;
  try {
    const session = driver.connect(loadDriver(path, driver), config.connection);
    const timer = setTimeout(session.cut, patienceMs);
    signal?.addEventListener('abort', session.cut);
    try {
      return await session.use((ask) => countIfDone(ask, tables, listed));
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', session.cut);
    }
  } catch {
    // Whatever it is, it comes again, and is told then.
    return undefined;
  }
}

interface TableNames {
  readonly migrations: string;
  readonly lock: string;
}

/** @returns undefined for names that Knex would take apart */
function namesOfTables(
  { migrations }: Knex.Config,
  quote: (name: string) => string,
): TableNames | undefined {
  const { tableName, lockTableName, schemaName } = tablesOf(migrations ?? {});
  const schema = schemaName === undefined ? [] : [schemaName];
  if (![tableName, ...schema].every((name) => /^\w+$/u.test(name))) return undefined;
  const nameOf = (table: string): string => [...schema, table].map(quote).join('.');
  return { migrations: nameOf(tableName), lock: nameOf(lockTableName) };
}

async function countIfDone(
  ask: Ask,
  { migrations, lock }: TableNames,
  listed: readonly string[],
): Promise<number | undefined> {
  const [rows, ofRuns] = await Promise.all([
    ask(`select name from ${migrations} order by id`),
    // What a run of ours has set, that is at work or dead: see isOursInKnexLock.
    ask(`select is_locked from ${lock} where is_locked not in (0, 1)`),
  ]);
  const applied = rows.map(({ name }) => String(name));
  return ofRuns.length === 0 && isAllRecorded(listed, applied) ? applied.length : undefined;
}
