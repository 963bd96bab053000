/**
 * Settings that change how PostgreSQL spells what it stores (ruleutils.c asks search_path for each
 * name; constants are printed by their types), and what they are while a catalog is read.
 */
const settings = {
  search_path: '',
  TimeZone: 'UTC',
  DateStyle: 'ISO, MDY',
  IntervalStyle: 'postgres',
  bytea_output: 'hex',
  extra_float_digits: '1',
  quote_all_identifiers: 'off',
} as const;

/** A prepared statement keeps the plan that it has, whatever its arguments are (PostgreSQL 12). */
const planning = { plan_cache_mode: 'force_generic_plan' } as const;

/**
 * Under which statements are planned that go by indexes from a few relations to what is theirs: the
 * server knows nothing of the argument, nor of catalogs that fill up, and would read them from end to end.
 */
const byIndexes = {
  enable_seqscan: 'off',
  enable_hashjoin: 'off',
  enable_mergejoin: 'off',
  enable_material: 'off',
} as const;

type Setting = keyof typeof settings | keyof typeof planning | keyof typeof byIndexes;

const values: Readonly<Record<Setting, string>> = { ...settings, ...planning, ...byIndexes };
const names = Object.keys(settings) as Setting[];

/** The settings under which catalogs are read, by what is asked. */
export const neutral: Readonly<Record<'plain' | 'prepared' | 'byIndexes', readonly Setting[]>> = {
  plain: names,
  prepared: [...names, 'plan_cache_mode'],
  byIndexes: Object.keys(values) as Setting[],
};

/**
 * Puts queries into one text that PostgreSQL runs in one transaction and one round trip, under
 * settings that make two readings comparable. What was set before holds again behind it, in the
 * transaction of a caller too.
 *
 * @param toSet the settings; default those that say how a session spells
 * @param isAlone whether the caller is in no transaction: then settings end with this one by themselves
 * @returns the results of the queries are those behind the first
 */
export function inNeutralSession(
  queries: readonly string[],
  toSet: readonly Setting[] = neutral.plain,
  isAlone = false,
): string {
  const keep = toSet.map(
    (name) => `set_config('stairway.${name}', current_setting('${name}'), true)`,
  );
  const set = toSet.map((name) => `set_config('${name}', '${values[name]}', true)`);
  const restore = toSet.map(
    (name) => `set_config('${name}', current_setting('stairway.${name}'), true)`,
  );
  // Functions of a list are called in its order.
  return [
    `select ${[...(isAlone ? [] : keep), ...set].join(', ')}`,
    ...queries,
    ...(isAlone ? [] : [`select ${restore.join(', ')}`]),
  ].join(';\n');
}
