import { expect } from 'chai';
import { inRows } from '../../lib/docs/layout-rows.ts';
import type { Box, Link } from '../../lib/docs/layout-shape.ts';
import { overlapsOf } from '../support/overlaps.ts';

describe('the rows of a diagram', () => {
  it('hold 500 tables about a hub, without one over another and within the width', () => {
    const boxes = Array.from({ length: 500 }, (_, place) => box(String(place)));
    const links = boxes.slice(1).map(({ id }) => ({ from: id, to: '0' }));
    for (const width of [340, 860, 1400]) {
      const layout = inRows(boxes, links, width);
      expect(layout.width).to.equal(width);
      expect(overlapsOf(layout.boxes)).to.deep.equal([]);
      expect(layout.boxes[0]!.y).to.be.below(Math.min(...layout.boxes.slice(1).map(({ y }) => y)));
    }
  });

  it('stand below all that they refer to, and last those that no arrow touches', () => {
    expect(
      rowsOf(['payment', 'order', 'user', 'alone'], ['payment order', 'order user']),
    ).to.deep.equal({ user: 0, order: 1, payment: 2, alone: 3 });
  });

  it('end for arrows that go round', () => {
    expect(rowsOf(['a', 'b', 'c'], ['a b', 'b c', 'c a', 'a a'])).to.deep.equal({
      c: 0,
      b: 1,
      a: 2,
    });
  });
});

function box(id: string): Box {
  return { id, width: 150, height: 32 };
}

/** The number of the row of each box. */
function rowsOf(ids: readonly string[], arrows: readonly string[]): Record<string, number> {
  const links = arrows.map((arrow): Link => {
    const [from = '', to = ''] = arrow.split(' ');
    return { from, to };
  });
  const { boxes } = inRows(ids.map(box), links, 860);
  const heights = [...new Set(boxes.map(({ y }) => y))].toSorted((a, b) => a - b);
  return Object.fromEntries(boxes.map(({ id, y }) => [id, heights.indexOf(y)]));
}
