/** An arrow between tables, by ids: from the table that refers to the one that is referred to. */
export interface Arrow {
  readonly from: string;
  readonly to: string | null;
}

/**
 * Finds the tables that lie within some steps of one, along arrows of either direction; it comes
 * first, then its nearest.
 */
export function neighbourhoodOf(
  id: string,
  arrows: readonly Arrow[],
  depth: number,
): readonly string[] {
  const found = new Set([id]);
  let border: ReadonlySet<string> = found;
  for (let step = 0; step < depth; step += 1) {
    const next = new Set<string>();
    for (const { from, to } of arrows) {
      if (to === null) continue;
      if (border.has(from) && !found.has(to)) next.add(to);
      if (border.has(to) && !found.has(from)) next.add(from);
    }
    for (const each of next) found.add(each);
    border = next;
  }
  return [...found];
}

/** The arrows that have both ends among some tables. */
export function arrowsAmong<T extends Arrow>(ids: readonly string[], arrows: readonly T[]): T[] {
  const among = new Set(ids);
  return arrows.filter(({ from, to }) => to !== null && among.has(from) && among.has(to));
}
