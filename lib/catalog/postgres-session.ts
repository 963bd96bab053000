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
  // Not how, but how fast: a prepared statement is planned once (PostgreSQL 12).
  plan_cache_mode: 'force_generic_plan',
} as const;

/**
 * Puts queries into one text that PostgreSQL runs in one transaction and one round trip, under
 * settings that make two readings comparable. What was set before holds again behind it, in the
 * transaction of a caller too.
 *
 * @returns the results of the queries are those between the first and the last
 */
export function inNeutralSession(queries: readonly string[]): string {
  const names = Object.entries(settings);
  const keep = names.map(
    ([name]) => `set_config('stairway.${name}', current_setting('${name}'), true)`,
  );
  const set = names.map(([name, value]) => `set_config('${name}', '${value}', true)`);
  const restore = names.map(
    ([name]) => `set_config('${name}', current_setting('stairway.${name}'), true)`,
  );
  // Functions of a list are called in its order.
  return [
    `select ${[...keep, ...set].join(', ')}`,
    ...queries,
    `select ${restore.join(', ')}`,
  ].join(';\n');
}
