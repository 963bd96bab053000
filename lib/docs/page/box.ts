import type { Box, PlacedBox } from '../layout-shape.ts';
import type { PageTable } from '../page-data.ts';
import { svg } from './svg.ts';

const head = 32;
const row = 21;
const padding = 12;
const character = 7.25;
const markWidth = 30;
const widest = 264;
const mostRows = 8;

/** How large the box of a table is: its name, and below the columns that are of keys. */
export function sizeOf({ id, label, keys }: PageTable, hasKeys: boolean, room: number): Box {
  const shown = hasKeys ? keys.slice(0, mostRows) : [];
  const texts = [
    lengthOf(label) * character * 1.06,
    ...shown.map(([column]) => lengthOf(column) * character + markWidth),
  ];
  const rows = shown.length + (hasKeys && keys.length > mostRows ? 1 : 0);
  return {
    id,
    width: Math.ceil(Math.min(Math.max(...texts, 60) + 2 * padding, widest, room)),
    height: rows === 0 ? head : head + rows * row + 8,
  };
}

/** Draws the box of a table, which is a link to it. */
export function drawBox(
  { label, keys, id }: PageTable,
  place: PlacedBox,
  hasKeys: boolean,
  isFocus: boolean,
): SVGAElement {
  const { x, y, width, height } = place;
  const link = svg('a', {
    href: `#${id}`,
    class: isFocus ? 'box focus' : 'box',
    transform: `translate(${x} ${y})`,
    'data-id': id,
  });
  if (isFocus) link.setAttribute('aria-current', 'true');
  const hasRows = hasKeys && keys.length > 0;
  link.append(
    svg('title', {}, label),
    svg('rect', { class: 'frame', width, height, rx: 6 }),
    ...(hasRows ? [svg('path', { class: 'rule', d: `M0,${head} h${width}` })] : []),
    svg('text', { class: 'name', x: padding, y: 21 }, cut(label, width - 2 * padding, 1.06)),
  );
  if (hasRows) link.append(...rowsOf(keys, width));
  return link;
}

function rowsOf(keys: PageTable['keys'], width: number): SVGElement[] {
  const shown = keys.slice(0, mostRows).flatMap(([column, marks], index) => {
    const y = head + 4 + row * index + 15;
    const mark = marks.includes('PK') ? 'PK' : 'FK';
    return [
      svg('text', { class: `key ${mark}`, x: padding, y }, mark),
      svg(
        'text',
        { class: 'column', x: padding + markWidth, y },
        cut(column, width - 2 * padding - markWidth, 1),
      ),
    ];
  });
  if (keys.length <= mostRows) return shown;
  const y = head + 4 + row * mostRows + 15;
  return [
    ...shown,
    svg('text', { class: 'column', x: padding + markWidth, y }, `${keys.length - mostRows} more`),
  ];
}

/** Letters of East Asia are twice as wide. */
function lengthOf(text: string): number {
  return Array.from(text).reduce((sum, letter) => sum + (letter > '\u2E7F' ? 2 : 1), 0);
}

function cut(text: string, width: number, scale: number): string {
  const most = width / (character * scale) + 0.5;
  if (lengthOf(text) <= most) return text;
  let kept = '';
  for (const letter of text) {
    if (lengthOf(kept + letter) > most - 1) break;
    kept += letter;
  }
  return `${kept}…`;
}
