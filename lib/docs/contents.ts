import { count } from '../errors.ts';
import type { DialectName } from '../dialect/dialect.ts';
import type { Dictionary } from './dictionary.ts';

const dialectNames: Readonly<Record<DialectName, string>> = {
  postgres: 'PostgreSQL',
  mysql: 'MySQL or MariaDB',
  sqlite: 'SQLite',
};

/** What a dictionary holds, in one line: kinds that it has none of are not named. */
export function describeContents(dictionary: Dictionary): string {
  const { tables, references, views, types, sequences, functions } = dictionary;
  const kinds = [
    [tables, 'table'],
    [references, 'foreign key'],
    [views, 'view'],
    [types, 'type'],
    [sequences, 'sequence'],
    [functions, 'function'],
  ] as const;
  const counted = kinds
    .filter(([items, noun]) => items.length > 0 || noun === 'table')
    .map(([items, noun]) => count(items.length, noun));
  return `${dialectNames[dictionary.dialect]} · ${counted.join(' · ')}`;
}
