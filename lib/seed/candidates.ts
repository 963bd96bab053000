import type { Catalog, CatalogColumn } from '../catalog/catalog.ts';
import { literalsIn } from './check-text.ts';
import { domainOf } from './domain.ts';
import type { SeedDialect } from './seed-dialect.ts';
import { familyOf, type TypeFamily } from './type-family.ts';

export interface CandidateFacts {
  /** Whether rows must differ in it. */
  readonly isKey: boolean;
  /** Texts of the checks that speak of it; without one the first values do. */
  readonly checks: readonly string[];
}

/** What values are made from. */
interface Hints {
  readonly name: string;
  readonly isKey: boolean;
  readonly numbers: readonly number[];
  readonly texts: readonly string[];
  /** Whether a check takes a text for JSON: some databases give up at one that is none. */
  readonly takesJson: boolean;
}

/**
 * Expressions for the values of a column: first plain ones that differ from each other, then, where
 * there are checks, what stands in them and what checks commonly ask for.
 */
export function listCandidates(
  catalog: Catalog,
  dialect: SeedDialect,
  column: CatalogColumn,
  { isKey, checks }: CandidateFacts,
): string[] {
  const family = familyOf(catalog, domainOf(catalog, column.type)?.base ?? column.type);
  const takesJson = checks.some((check) => /json/iu.test(check));
  const hints: Hints = { name: column.name, isKey, takesJson, ...literalsIn(checks) };
  const all = expressionsOf(dialect, family, hints);
  const isOpen = checks.length > 0 || isKey;
  return [...new Set(all)].slice(0, isOpen ? undefined : 3);
}

function expressionsOf(dialect: SeedDialect, family: TypeFamily, hints: Hints): string[] {
  const { text, bytes, name } = dialect;
  const bare = (value: string): string => (name === 'postgres' ? text(value) : value);
  switch (family.kind) {
    case 'integer':
      return numbersFor(hints)
        .filter((n) => Number.isInteger(n) && n >= family.min && n <= family.max)
        .map((n) => bare(String(n)));
    case 'decimal':
      return numbersFor(hints)
        .filter((n) => Math.abs(n) < family.below && (family.signed || n >= 0))
        .map((n) => bare(String(n)));
    case 'boolean':
      return name === 'postgres' ? ['true', 'false'] : ['1', '0'];
    case 'text':
      return (hints.takesJson ? jsonsFor(hints) : textsFor(hints, family.length)).map(text);
    case 'listed':
      return family.values.map(text);
    case 'uuid':
      return [1, 2, 3].map((n) => text(`00000000-0000-4000-8000-00000000000${n}`));
    case 'json':
      return jsonsFor(hints).map(text);
    case 'date':
      return daysFor(hints).map((day) => dated(dialect, day, 'date'));
    case 'timestamp':
      return daysFor(hints).map((day) => dated(dialect, `${day} 00:00:00`, 'datetime'));
    case 'time':
      return ['01:00:00', '02:00:00', '03:00:00', '12:00:00', '23:59:59'].map(text);
    case 'bytes':
      return [1, 2, 3, ...hints.numbers.filter((n) => n > 0 && n < 300)].map((n, index) =>
        bytes(bytesOf(index < 3 ? (family.isFixed ? family.length : 1) : n, index + 1)),
      );
    case 'array': {
      const elements = expressionsOf(dialect, family.of, hints).map((one) =>
        dialect.cast(one, family.type),
      );
      const [first = 'null', second = first] = elements;
      return [...elements.map((one) => `array[${one}]`), `array[${first}, ${second}]`, "'{}'"];
    }
    case 'expressions':
      return [...family.values];
  }
}

const usualNumbers = [
  0, 4, 5, 6, 7, 8, 9, 10, 12, -1, -2, -3, 20, 50, 100, 1000, 10_000, 2020, 2021, 2022, 0.1, 0.2,
  0.3, 0.5, 0.01,
];

/** Keys begin where neither a sequence nor a migration is likely to have been. */
function numbersFor({ isKey, numbers }: Hints): number[] {
  const plain = isKey ? [101, 102, 103, 1, 2, 3] : [1, 2, 3];
  const sorted = numbers.toSorted((a, b) => a - b);
  const between = sorted.slice(1).map((n, index) => (n + (sorted[index] ?? n)) / 2);
  return [
    ...plain,
    ...numbers.flatMap((n) => [n, n + 1, n - 1, n + 2, n - 2]),
    ...between,
    ...usualNumbers,
  ];
}

const usualTexts = [
  'a b c abc abcd ab A B C DE FR IT EUR USD GBP 1 2 3 12345 10115 0001 a1 a_b a-b A1 AB-1 de-DE a.b',
  'a@example.com b@example.com c@example.com https://example.com/ /a +491701234567 #ffffff',
  '2020-01-01 12:00 127.0.0.1 {} [] deadbeef abcdefgh1A! 00000000-0000-4000-8000-000000000001',
].flatMap((line) => line.split(' '));

function textsFor({ name, texts, numbers }: Hints, length: number): string[] {
  const plain = [1, 2, 3].map((n) => `${name} ${n}`.slice(-Math.max(1, Math.min(length, 250))));
  // What LIKE asks for, with something in place of its wildcards.
  const likes = texts.map((one) => one.replaceAll('%', 'x').replaceAll('_', 'y'));
  const lengths = numbers.flatMap((n) => (n > 0 && n <= 300 ? [n, n + 1, n - 1] : []));
  const repeated = lengths.flatMap((n) => ['x', 'y', 'z', 'A', '1'].map((one) => one.repeat(n)));
  return [...plain, ...texts, ...likes, ...usualTexts, '', 'Abc Def', ...repeated].filter(
    (one) => one.length <= length,
  );
}

function jsonsFor({ texts }: Hints): string[] {
  return ['{}', '{"a": 1}', '{"a": 2}', '[]', '[1]', '"a"', '1', ...texts.filter(isJson)];
}

function daysFor({ texts }: Hints): string[] {
  const near = texts.flatMap((one) => {
    const time = /^\d{4}-\d\d-\d\d/u.test(one)
      ? Date.parse(`${one.slice(0, 10)}T00:00:00Z`)
      : Number.NaN;
    return Number.isNaN(time) ? [] : [0, 1, 2, -1, -2].map((day) => time + day * 86_400_000);
  });
  return [
    '2020-01-01',
    '2020-01-02',
    '2020-01-03',
    ...near.map((time) => new Date(time).toISOString().slice(0, 10)),
    '2037-12-31',
    '2037-12-30',
    '1980-01-01',
    '2020-06-15',
    '2024-02-29',
  ];
}

/** MySQL compares texts with dates as texts; the others know from the column. */
function dated({ name, text }: SeedDialect, value: string, type: 'date' | 'datetime'): string {
  return name === 'mysql' ? `cast(${text(value)} as ${type})` : text(value);
}

function bytesOf(length: number, value: number): string {
  return value.toString(16).padStart(2, '0').repeat(length);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
