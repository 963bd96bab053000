import { svg } from './svg.ts';

/**
 * The ends of lines, once for all diagrams of the page: many or one that refer; exactly one or perhaps none that is referred to.
 */
export function markers(): SVGSVGElement {
  return svg(
    'svg',
    { class: 'ends', width: 0, height: 0, 'aria-hidden': 'true' },
    marker('many', 0, 'M0,1 L11,6 L0,11 M0,6 H11'),
    marker('one', 0, 'M6,1 V11'),
    marker('exactly', 12, 'M6,1 V11'),
    marker('perhaps', 12, 'M3,6 a3.5,3.5 0 1 0 7,0 a3.5,3.5 0 1 0 -7,0'),
  );
}

function marker(id: string, refX: number, d: string): SVGMarkerElement {
  return svg(
    'marker',
    {
      id: `end-${id}`,
      viewBox: '-1 0 14 12',
      refX,
      refY: 6,
      markerWidth: 14,
      markerHeight: 12,
      markerUnits: 'userSpaceOnUse',
      orient: 'auto',
    },
    svg('path', { d, class: 'end' }),
  );
}
