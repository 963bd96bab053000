import type { Listed } from '../bookkeeping/listed.ts';
import { OptionsError } from '../errors.ts';
import { suggest } from '../near-miss.ts';

/**
 * Those up to a migration, itself included.
 *
 * @param to its name, or what only its name begins with or has between underscores, such as its
 * revision; undefined for all
 * @throws OptionsError where it is none, or more than one
 */
export function upTo(listed: readonly Listed[], to: string | undefined): readonly Listed[] {
  if (to === undefined) return listed;
  const names = listed.map(({ name }) => name);
  const found = names.includes(to)
    ? [to]
    : names.filter((name) => name.startsWith(to) || name.split('_').includes(to));
  const [only] = found;
  if (found.length === 1 && only !== undefined) return listed.slice(0, names.indexOf(only) + 1);
  throw new OptionsError('The last migration', [
    {
      code: 'E_OPTION',
      where: 'to',
      what:
        found.length === 0
          ? `is ${JSON.stringify(to)}, and no migration has that name`
          : `is ${JSON.stringify(to)}, which may be any of ${found.slice(0, 5).join(', ')}`,
      repair: found.length > 0 ? 'Give more of its name.' : guess(to, names),
    },
  ]);
}

/** Names that nobody wants to read all of. */
function guess(to: string, names: readonly string[]): string {
  const text = suggest(to, names);
  return names.length > 10 && text.startsWith('known are')
    ? `The last are ${names.slice(-3).join(', ')}.`
    : text;
}
