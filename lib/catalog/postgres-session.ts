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

type Setting = keyof typeof settings;

/** SQL of the settings of a session, as a JSON text. */
export const currentSettings: string = `json_build_object(${Object.keys(settings)
  .map((name) => `'${name}', current_setting('${name}')`)
  .join(', ')})::text`;

/** The settings of a session that are not what they must be, from the JSON of `currentSettings`. */
export function strayingSettings(json: string): Setting[] {
  const current = JSON.parse(json) as Record<Setting, string>;
  return names.filter((name) => current[name] !== settings[name]);
}

const names = Object.keys(settings) as Setting[];

/**
 * Puts queries into one text that PostgreSQL runs in one transaction and one round trip, under
 * settings that make two readings comparable. What was set before holds again behind it, in the
 * transaction of a caller too.
 *
 * @param straying the settings that must be set; default all
 * @returns the results of the queries are those between the first and the last
 */
export function inNeutralSession(
  queries: readonly string[],
  straying: readonly Setting[] = names,
): string {
  const keep = straying.map(
    (name) => `set_config('stairway.${name}', current_setting('${name}'), true)`,
  );
  const set = straying.map((name) => `set_config('${name}', '${settings[name]}', true)`);
  const restore = straying.map(
    (name) => `set_config('${name}', current_setting('stairway.${name}'), true)`,
  );
  // Functions of a list are called in its order.
  return [
    `select ${[...keep, ...set].join(', ')}`,
    ...queries,
    `select ${restore.join(', ')}`,
  ].join(';\n');
}
