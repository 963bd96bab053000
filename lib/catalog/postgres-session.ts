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

/** A prepared statement is planned once, whatever its argument is (PostgreSQL 12). */
const plannedOnce = { plan_cache_mode: 'force_generic_plan' } as const;

/**
 * And goes by indexes from a few relations to what is theirs: the server knows nothing of the
 * argument, nor of catalogs that fill up, and would read them from end to end.
 */
const plannedByIndexes = {
  enable_seqscan: 'off',
  enable_hashjoin: 'off',
  enable_mergejoin: 'off',
  enable_material: 'off',
} as const;

type Spelling = keyof typeof settings;
type Planning = keyof typeof plannedOnce | keyof typeof plannedByIndexes;
export type Setting = Spelling | Planning;

const all: Readonly<Record<Setting, string>> = { ...settings, ...plannedOnce, ...plannedByIndexes };

/** The settings with which a statement is executed that is planned once. */
export const planning: Readonly<Record<'once' | 'forFew', readonly Setting[]>> = {
  once: Object.keys(plannedOnce) as Setting[],
  forFew: Object.keys({ ...plannedOnce, ...plannedByIndexes }) as Setting[],
};

/** SQL of the settings of a session that say how it spells, as a JSON text. */
export const currentSettings: string = `json_build_object(${Object.keys(settings)
  .map((name) => `'${name}', current_setting('${name}')`)
  .join(', ')})::text`;

/** The settings of a session that are not what they must be, from the JSON of `currentSettings`. */
export function strayingSettings(json: string): Spelling[] {
  const current = JSON.parse(json) as Record<Spelling, string>;
  return names.filter((name) => current[name] !== settings[name]);
}

const names = Object.keys(settings) as Spelling[];

/**
 * Puts queries into one text that PostgreSQL runs in one transaction and one round trip, under
 * settings that make two readings comparable. What was set before holds again behind it, in the
 * transaction of a caller too.
 *
 * @param toSet the settings that must be set; default all that say how a session spells
 * @param isAlone whether the caller is in no transaction: then settings end with this one by themselves
 * @returns the results of the queries are those behind the first
 */
export function inNeutralSession(
  queries: readonly string[],
  toSet: readonly Setting[] = names,
  isAlone = false,
): string {
  const keep = toSet.map(
    (name) => `set_config('stairway.${name}', current_setting('${name}'), true)`,
  );
  const set = toSet.map((name) => `set_config('${name}', '${all[name]}', true)`);
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
