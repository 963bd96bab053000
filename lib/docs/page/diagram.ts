import { layOut } from '../layout.ts';
import { inRows } from '../layout-rows.ts';
import { arrowsAmong, neighbourhoodOf } from '../neighbourhood.ts';
import type { PageArrow, PageData, PageTable } from '../page-data.ts';
import { drawBox, sizeOf } from './box.ts';
import { frame } from './frame.ts';
import { highlight } from './highlight.ts';
import { markers } from './markers.ts';
import { svg } from './svg.ts';

/** Beyond these a neighbourhood is drawn without columns. */
const mostWithKeys = 14;

/** Beyond these the diagram of all is drawn without columns. */
const mostWithKeysInAll = 12;
/** Beyond these lines are pale until a box is pointed at. */
const mostWithStrongLines = 24;

/** Draws diagrams into the places that the page has for them. */
export interface Diagrams {
  /** Draws that of a section that comes into view, once for each width of the page. */
  draw(section: HTMLElement): void;
}

export function showDiagrams(data: PageData): Diagrams {
  document.body.append(markers());
  let shown: HTMLElement | undefined;
  let depth = 1;

  function draw(section: HTMLElement): void {
    shown = section;
    const place = section.querySelector<HTMLElement>('.diagram');
    if (place === null) return;
    place.hidden = false;
    const focus = place.dataset['of'] ?? '';
    if (place.childElementCount === 0) {
      place.append(
        ...frame(focus, (chosen) => {
          depth = chosen;
          draw(section);
        }),
      );
    }
    for (const button of place.querySelectorAll<HTMLElement>('[data-depth]')) {
      button.setAttribute('aria-pressed', String(Number(button.dataset['depth']) === depth));
    }
    const view = place.querySelector<HTMLElement>('.view');
    if (view === null) return;
    const state = `${focus} ${depth} ${view.clientWidth}`;
    if (view.dataset['drawn'] === state) return;
    view.dataset['drawn'] = state;
    const image =
      focus === ''
        ? overview(data, view.clientWidth)
        : around(data, focus, depth, view.clientWidth);
    view.replaceChildren(image);
    centre(view, focus);
    place.classList.toggle('tall', image.height.baseVal.value > 520);
  }

  addEventListener('resize', () => {
    if (shown !== undefined) draw(shown);
  });
  return { draw };
}

/** All tables by their names, those that are referred to above those that refer to them. */
function overview({ tables, arrows }: PageData, width: number): SVGSVGElement {
  const drawn = tables.filter(({ isView }) => !isView);
  const hasKeys = drawn.length <= mostWithKeysInAll;
  const boxes = drawn.map((table) => sizeOf(table, hasKeys, width - 32));
  const layout = hasKeys ? layOut(boxes, arrows, width) : inRows(boxes, arrows, width);
  return drawing(drawn, arrows, layout, hasKeys, undefined);
}

function around(data: PageData, focus: string, depth: number, width: number): SVGSVGElement {
  const ids = neighbourhoodOf(focus, data.arrows, depth);
  const among = arrowsAmong(ids, data.arrows);
  const near = new Set(ids);
  const drawn = data.tables.filter(({ id }) => near.has(id));
  const hasKeys = drawn.length <= mostWithKeys;
  const boxes = drawn.map((table) => sizeOf(table, hasKeys, width - 32));
  return drawing(drawn, among, layOut(boxes, among, width), hasKeys, focus);
}

function drawing(
  tables: readonly PageTable[],
  arrows: readonly PageArrow[],
  layout: ReturnType<typeof layOut>,
  hasKeys: boolean,
  focus: string | undefined,
): SVGSVGElement {
  const { width, height, boxes, paths } = layout;
  const root = svg('svg', {
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    class: tables.length > mostWithStrongLines ? 'crowded' : '',
  });
  const lines = svg('g', { class: 'lines' });
  for (const [place, { from, to, optional, unique, columns }] of arrows.entries()) {
    const isOfFocus = from === focus || to === focus;
    const line = svg(
      'path',
      {
        d: paths[place] ?? '',
        class: `line${isOfFocus ? ' of-focus' : ''}${from === to ? ' loop' : ''}`,
        'data-from': from,
        'data-to': to,
        'marker-start': `url(#end-${unique ? 'one' : 'many'})`,
        'marker-end': `url(#end-${optional ? 'perhaps' : 'exactly'})`,
      },
      svg('title', {}, columns.join(', ')),
    );
    lines.append(line);
  }
  root.append(lines);
  for (const [place, table] of tables.entries()) {
    const box = boxes[place];
    if (box !== undefined) root.append(drawBox(table, box, hasKeys, table.id === focus));
  }
  highlight(root);
  return root;
}

/** Brings the box that a diagram is about into the middle of its view. */
function centre(view: HTMLElement, focus: string): void {
  const box = view.querySelector<SVGAElement>('.box.focus');
  if (focus === '' || box === null) return;
  const inner = box.getBoundingClientRect();
  const outer = view.getBoundingClientRect();
  view.scrollTop += inner.top - outer.top - (outer.height - inner.height) / 2;
  view.scrollLeft += inner.left - outer.left - (outer.width - inner.width) / 2;
}
