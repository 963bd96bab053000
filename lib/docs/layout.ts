import { Graph, layout as layOutByDagre } from '@dagrejs/dagre';
import { groupBy } from '../group-by.ts';
import { inRows } from './layout-rows.ts';
import {
  loopOf,
  type Box,
  type Layout,
  type Link,
  type PlacedBox,
  type Point,
} from './layout-shape.ts';

/** Beyond these dagre's columns can no longer be taken in at a glance. */
const mostInColumns = 30;
const highestColumn = 760;

/**
 * Places boxes so that none covers another, within the width that there is where a box allows it.
 *
 * A few are laid out by dagre in columns, arrows from left to right around the boxes. Where that
 * would be too wide or too high to read, the ranks become rows, as long as the width.
 */
export function layOut(boxes: readonly Box[], links: readonly Link[], width: number): Layout {
  if (boxes.length <= mostInColumns) {
    const columns = inColumns(boxes, links);
    if (columns.width <= width && columns.height <= highestColumn) return columns;
  }
  return inRows(boxes, links, width);
}

function inColumns(boxes: readonly Box[], links: readonly Link[]): Layout {
  const graph = new Graph({ multigraph: true });
  graph.setGraph({
    rankdir: 'LR',
    nodesep: 24,
    ranksep: 80,
    edgesep: 18,
    marginx: 16,
    marginy: 16,
  });
  for (const { id, width, height } of boxes) graph.setNode(id, { width, height });
  for (const [place, { from, to }] of links.entries()) {
    if (from !== to) graph.setEdge(from, to, {}, String(place));
  }
  layOutByDagre(graph);
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number };
  const placed = boxes.map((box) => {
    const { x, y } = graph.node(box.id) as Point;
    return { ...box, x: x - box.width / 2, y: y - box.height / 2 };
  });
  return { width, height, boxes: placed, paths: pathsOf(graph, placed, links) };
}

function pathsOf(graph: Graph, boxes: readonly PlacedBox[], links: readonly Link[]): string[] {
  const byId = new Map(boxes.map((box) => [box.id, box]));
  const centres = links.flatMap(({ from, to }, place) => {
    const start = byId.get(from);
    const end = byId.get(to);
    if (start === undefined || end === undefined || start === end) return [];
    const isForward = start.x < end.x;
    return [
      { place, box: start, other: end, isRight: isForward, isStart: true },
      { place, box: end, other: start, isRight: !isForward, isStart: false },
    ];
  });
  const docks = new Map<string, Point>();
  for (const side of groupBy(centres, ({ box, isRight }) => `${isRight} ${box.id}`).values()) {
    // In the order of what they lead to, so that lines do not cross before they have left.
    side.sort((a, b) => a.other.y + a.other.height / 2 - b.other.y - b.other.height / 2);
    for (const [index, { place, box, isRight, isStart }] of side.entries()) {
      const y = box.y + (box.height * (index + 1)) / (side.length + 1);
      docks.set(`${place} ${isStart}`, { x: isRight ? box.x + box.width : box.x, y });
    }
  }
  return links.map(({ from, to }, place) => {
    const box = byId.get(from);
    if (from === to) return box === undefined ? '' : loopOf(box);
    const edge = graph.edge({ v: from, w: to, name: String(place) }) as { points: Point[] };
    const start = docks.get(`${place} true`);
    const end = docks.get(`${place} false`);
    if (start === undefined || end === undefined) return '';
    return edge.points.length <= 3
      ? swung(start, end)
      : rounded([start, ...levelled(start, edge.points.slice(1, -1), end), end]);
  });
}

/** The bends of a long line, with one at either end that lets it leave and come level. */
function levelled(start: Point, bends: readonly Point[], end: Point): readonly Point[] {
  const stub = start.x < end.x ? 20 : -20;
  return [{ x: start.x + stub, y: start.y }, ...bends, { x: end.x - stub, y: end.y }];
}

/** Between neighbouring columns: level where it leaves and where it comes, for the ends of lines. */
function swung(start: Point, end: Point): string {
  const stub = start.x < end.x ? 14 : -14;
  const middle = (start.x + end.x) / 2;
  const curve = `C${at({ x: middle, y: start.y })} ${at({ x: middle, y: end.y })}`;
  return `M${at(start)} h${stub} ${curve} ${at({ x: end.x - stub, y: end.y })} h${stub}`;
}

/** Through the middles of a line's parts, its corners as handles: without a kink. */
function rounded(points: readonly Point[]): string {
  const [start = { x: 0, y: 0 }, ...rest] = points;
  const corners = rest.slice(0, -1);
  const end = rest.at(-1) ?? start;
  const curves = corners.map((corner, index) => {
    const next = corners[index + 1];
    const stop =
      next === undefined ? end : { x: (corner.x + next.x) / 2, y: (corner.y + next.y) / 2 };
    return `Q${at(corner)} ${at(stop)}`;
  });
  return `M${at(start)} ${curves.length === 0 ? `L${at(end)}` : curves.join(' ')}`;
}

function at({ x, y }: Point): string {
  return `${Math.round(x * 10) / 10},${Math.round(y * 10) / 10}`;
}
