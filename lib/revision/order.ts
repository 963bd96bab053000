import type { Header } from './header.ts';

/** What the order of migrations is made of. */
export interface Sortable {
  /** Milliseconds since 1970. */
  readonly instant: number;
  /** All that a `Revises:` may call it: its revision, its stem, its recorded name. */
  readonly aliases: readonly string[];
}

/** Migrations in order, and the groups of one instant that nothing puts into an order. */
export interface Ordering<T> {
  readonly ordered: readonly T[];
  readonly tied: readonly (readonly T[])[];
}

/**
 * Sorts by instant; those of one instant by what their headers say they revise.
 *
 * Only the files of a tie are opened, so that a folder without ties costs no reading.
 *
 * @param readHeader reads the header of one file; undefined where it has none
 */
export function orderByInstant<T extends Sortable>(
  items: readonly T[],
  readHeader: (item: T) => Header | undefined,
): Ordering<T> {
  const byInstant = new Map<number, T[]>();
  for (const item of items) {
    const group = byInstant.get(item.instant);
    if (group === undefined) byInstant.set(item.instant, [item]);
    else group.push(item);
  }
  const ordered: T[] = [];
  const tied: T[][] = [];
  for (const instant of [...byInstant.keys()].sort((a, b) => a - b)) {
    const group = byInstant.get(instant) ?? [];
    const chain = group.length === 1 ? group : chainOf(group, readHeader);
    if (chain === undefined) tied.push(group);
    ordered.push(...(chain ?? group));
  }
  return { ordered, tied };
}

/** Puts one behind the other what revises each other; undefined unless just one order is left. */
function chainOf<T extends Sortable>(
  group: readonly T[],
  readHeader: (item: T) => Header | undefined,
): readonly T[] | undefined {
  const headers = new Map(group.map((item) => [item, readHeader(item)]));
  const named = new Map<string, T>();
  for (const [item, header] of headers) {
    for (const alias of item.aliases) named.set(alias, item);
    if (header?.revision !== undefined) named.set(header.revision, item);
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
