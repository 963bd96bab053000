import type { Header } from './header.ts';

/** What the order of migrations is made of. */
export interface Sortable {
  /** Milliseconds since 1970. */
  readonly instant: number;
}

/** How the files of one instant are told apart. */
export interface TieBreaker<T> {
  /** All that a `Revises:` may call it: its revision, its stem, its recorded name. */
  aliasesOf(item: T): readonly (string | undefined)[];
  /** Reads the header of one file; undefined where it has none. */
  readHeader(item: T): Header | undefined;
}

/** Migrations in order, and what shares an instant. */
export interface Ordering<T> {
  readonly ordered: readonly T[];
  /** Groups of two or more of one instant. */
  readonly ties: readonly (readonly T[])[];
  /** Those of them that nothing puts into an order. */
  readonly tied: readonly (readonly T[])[];
}

/**
 * Sorts by instant; those of one instant by what their headers say they revise.
 *
 * Only the files of a tie are opened, so that a folder without ties costs no reading.
 */
export function orderByInstant<T extends Sortable>(
  items: readonly T[],
  tieBreaker: TieBreaker<T>,
): Ordering<T> {
  if (isAscending(items)) return { ordered: items, ties: [], tied: [] };
  const ordered = items.toSorted((a, b) => a.instant - b.instant);
  const ties: T[][] = [];
  const tied: T[][] = [];
  for (let start = 0, end = 1; end <= ordered.length; end += 1) {
    if (ordered[end]?.instant === ordered[start]?.instant) continue;
    if (end - start > 1) {
      const group = ordered.slice(start, end);
      const chain = chainOf(group, tieBreaker);
      ties.push(group);
      if (chain === undefined) tied.push(group);
      else ordered.splice(start, group.length, ...chain);
    }
    start = end;
  }
  return { ordered, ties, tied };
}

/** Whether they are in order, and none share an instant: folders are mostly read so. */
function isAscending(items: readonly Sortable[]): boolean {
  let before = Number.NEGATIVE_INFINITY;
  for (const { instant } of items) {
    if (instant <= before) return false;
    before = instant;
  }
  return true;
}

/** Puts one behind the other what revises each other; undefined unless just one order is left. */
function chainOf<T extends Sortable>(
  group: readonly T[],
  { aliasesOf, readHeader }: TieBreaker<T>,
): readonly T[] | undefined {
  const headers = new Map(group.map((item) => [item, readHeader(item)]));
  const named = new Map<string, T>();
  for (const [item, header] of headers) {
    for (const alias of [...aliasesOf(item), header?.revision]) {
      if (alias !== undefined) named.set(alias, item);
    }
  }
  const waits = new Map<T, Set<T>>();
  const followers = new Map<T, T[]>();
  for (const [item, header] of headers) {
    const parents = new Set(
      (header?.revises ?? [])
        .map((alias) => named.get(alias.normalize('NFC')))
        .filter((parent) => parent !== undefined),
    );
    waits.set(item, parents);
    for (const parent of parents) followers.set(parent, [...(followers.get(parent) ?? []), item]);
  }
  const chain: T[] = [];
  let free = group.filter((item) => waits.get(item)?.size === 0);
  while (chain.length < group.length) {
    const [next, other] = free;
    if (next === undefined || other !== undefined) return undefined;
    chain.push(next);
    free = (followers.get(next) ?? []).filter((follower) => {
      const left = waits.get(follower);
      left?.delete(next);
      return left?.size === 0;
    });
  }
  return chain;
}
