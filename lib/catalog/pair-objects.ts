import { groupBy } from '../group-by.ts';

/** Two lists put side by side. */
export interface Pairing<T> {
  /** The same thing in both, but for those that are one object. */
  readonly pairs: readonly (readonly [before: T, after: T])[];
  /** The same but for their names. */
  readonly renamed: readonly (readonly [before: T, after: T])[];
  readonly onlyBefore: readonly T[];
  readonly onlyAfter: readonly T[];
}

/** What makes an object the same as another. */
export interface Identity<T> {
  /** Undefined for an object without a name. */
  readonly keyOf: (item: T) => string | undefined;
  /** What objects without a name must have in common to be taken for one that changed. */
  readonly looseKeyOf: (item: T) => string;
}

/**
 * Finds the pairs of two lists: by name; without a name first what is equal, then what is alike;
 * last what is equal but for its name.
 */
export function pairObjects<T extends { readonly name: string | null }>(
  before: readonly T[],
  after: readonly T[],
  { keyOf, looseKeyOf }: Identity<T>,
): Pairing<T> {
  let [restBefore, restAfter] = withoutKept(before, after);
  const match = (keyIn: (item: T) => string | undefined): [T, T][] => {
    const waiting = groupBy(restAfter, keyIn);
    const found: [T, T][] = [];
    for (const item of restBefore) {
      const key = keyIn(item);
      const other = key === undefined ? undefined : waiting.get(key)?.shift();
      if (other !== undefined) found.push([item, other]);
    }
    const matched = new Set(found.flat());
    restBefore = restBefore.filter((item) => !matched.has(item));
    restAfter = restAfter.filter((item) => !matched.has(item));
    return found;
  };
  const pairs = [
    ...match(keyOf),
    ...match((item) => (keyOf(item) === undefined ? JSON.stringify(item) : undefined)),
    ...match((item) => (keyOf(item) === undefined ? looseKeyOf(item) : undefined)),
  ];
  const renamed = match((item) => JSON.stringify({ ...item, name: '', position: 0 }));
  return { pairs, renamed, onlyBefore: restBefore, onlyAfter: restAfter };
}

/**
 * Takes out what a reader kept from one reading to the next: it is the same object, and the same in
 * all. Most of it stands before or behind all that has changed.
 */
function withoutKept<T>(
  before: readonly T[],
  after: readonly T[],
): [before: readonly T[], after: readonly T[]] {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < most - start && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  const [changedBefore, changedAfter] = [before, after].map((items) =>
    items.slice(start, items.length - end),
  ) as [T[], T[]];
  const [kept, current] = [new Set(changedBefore), new Set(changedAfter)];
  return [
    changedBefore.filter((item) => !current.has(item)),
    changedAfter.filter((item) => !kept.has(item)),
  ];
}
