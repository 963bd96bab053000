import { groupBy } from '../group-by.ts';
import { loopOf, type Box, type Layout, type Link, type PlacedBox } from './layout-shape.ts';

const margin = 16;
const gap = 16;
const gapOfRows = 22;
const gapOfRanks = 56;

/**
 * Places boxes in rows: those that refer to nothing come first, each below all that it refers to,
 * and last those without an arrow. All are as wide as the widest, and stand below each other in the
 * rows of a rank that takes several. No row is longer than the width, unless a single box is.
 */
export function inRows(boxes: readonly Box[], links: readonly Link[], width: number): Layout {
  const cell = Math.max(0, ...boxes.map((box) => box.width));
  const most = Math.max(1, Math.floor((width - 2 * margin + gap) / (cell + gap)));
  const placed = new Map<string, PlacedBox>();
  let y = margin;
  for (const rank of ranksOf(boxes, links)) {
    const members = ordered(rank, links, placed);
    const columns = Math.min(most, members.length);
    const left = Math.max(margin, Math.round((width - columns * (cell + gap) + gap) / 2));
    for (let first = 0; first < members.length; first += columns) {
      const row = members.slice(first, first + columns);
      for (const [column, box] of row.entries()) {
        placed.set(box.id, { ...box, width: cell, x: left + column * (cell + gap), y });
      }
      y += Math.max(...row.map(({ height }) => height)) + gapOfRows;
    }
    y += gapOfRanks - gapOfRows;
  }
  const all = boxes.flatMap(({ id }) => placed.get(id) ?? []);
  return {
    width: Math.max(width, ...all.map((box) => box.x + box.width + margin)),
    height: all.length === 0 ? 0 : y - gapOfRanks + margin,
    boxes: all,
    paths: links.map(({ from, to }) => curve(placed.get(from), placed.get(to))),
  };
}

/** The length of the longest way to a box that refers to nothing; ways that go round are cut. */
function ranksOf(boxes: readonly Box[], links: readonly Link[]): readonly (readonly Box[])[] {
  const targets = groupBy(links, ({ from }) => from);
  const linked = new Set(links.flatMap(({ from, to }) => (from === to ? [] : [from, to])));
  const ranks = new Map<string, number>();
  const rankOf = (id: string, way: ReadonlySet<string>): number => {
    const known = ranks.get(id);
    if (known !== undefined) return known;
    const onward = (targets.get(id) ?? []).filter(({ to }) => to !== id && !way.has(to));
    const next = new Set([...way, id]);
    const rank = Math.max(-1, ...onward.map(({ to }) => rankOf(to, next))) + 1;
    ranks.set(id, rank);
    return rank;
  };
  const found = boxes
    .filter(({ id }) => linked.has(id))
    .map((box) => ({ box, rank: rankOf(box.id, new Set()) }));
  const byRank = groupBy(found, ({ rank }) => String(rank));
  const inOrder = [...byRank.entries()].sort(([a], [b]) => Number(a) - Number(b));
  const alone = boxes.filter(({ id }) => !linked.has(id));
  return [
    ...inOrder.map(([, members]) => members.map(({ box }) => box)),
    ...(alone.length > 0 ? [alone] : []),
  ];
}

/** Boxes that refer to the same one stand together, in the order of those above. */
function ordered(
  rank: readonly Box[],
  links: readonly Link[],
  placed: ReadonlyMap<string, PlacedBox>,
): readonly Box[] {
  const targets = groupBy(links, ({ from }) => from);
  const places = new Map([...placed.keys()].map((id, place) => [id, place]));
  const heart = ({ id }: Box): number => {
    const above = (targets.get(id) ?? []).flatMap(({ to }) => places.get(to) ?? []);
    return above.length === 0 ? Number.MAX_SAFE_INTEGER : Math.max(...above);
  };
  return rank
    .map((box) => ({ box, key: heart(box) }))
    .sort((a, b) => a.key - b.key)
    .map(({ box }) => box);
}

/** From the upper border of the one that refers to the lower border of the other; else the side. */
function curve(from: PlacedBox | undefined, to: PlacedBox | undefined): string {
  if (from === undefined || to === undefined) return '';
  if (from === to) return loopOf(from);
  const start = Math.round(from.x + from.width / 2);
  const end = Math.round(to.x + to.width / 2);
  if (to.y + to.height <= from.y) {
    const bottom = to.y + to.height;
    const bend = Math.min(60, (from.y - bottom) / 2);
    return `M${start},${from.y} C${start},${from.y - bend} ${end},${bottom + bend} ${end},${bottom}`;
  }
  if (from.y + from.height <= to.y) {
    const bottom = from.y + from.height;
    const bend = Math.min(60, (to.y - bottom) / 2);
    return `M${start},${bottom} C${start},${bottom + bend} ${end},${to.y - bend} ${end},${to.y}`;
  }
  return `M${start},${from.y} C${start},${from.y - 24} ${end},${to.y - 24} ${end},${to.y}`;
}
