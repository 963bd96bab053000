import { expect } from 'chai';
import * as fc from 'fast-check';
import { layOut } from '../../lib/docs/layout.ts';
import type { Box, Link } from '../../lib/docs/layout-shape.ts';
import { overlapsOf } from '../support/overlaps.ts';

const graphs = fc
  .record({
    sizes: fc.array(
      fc.tuple(fc.integer({ min: 60, max: 264 }), fc.integer({ min: 32, max: 220 })),
      {
        minLength: 1,
        maxLength: 45,
      },
    ),
    ends: fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 60 }),
    width: fc.integer({ min: 320, max: 1400 }),
  })
  .map(({ sizes, ends, width }) => ({
    boxes: sizes.map(([w, height], place): Box => ({ id: String(place), width: w, height })),
    links: ends.map(([from, to]): Link => ({
      from: String(from % sizes.length),
      to: String(to % sizes.length),
    })),
    width,
  }));

describe('the layout of a diagram', () => {
  it('lets no box cover another, keeps to the width, and has a line for each arrow', () => {
    fc.assert(
      fc.property(graphs, ({ boxes, links, width }) => {
        const layout = layOut(boxes, links, width);
        expect(overlapsOf(layout.boxes)).to.deep.equal([]);
        expect(layout.width).to.be.at.most(width);
        expect(layout.boxes.map(({ id }) => id)).to.deep.equal(boxes.map(({ id }) => id));
        for (const box of layout.boxes) {
          expect(box.x).to.be.at.least(0);
          expect(box.x + box.width).to.be.at.most(layout.width);
          expect(box.y + box.height).to.be.at.most(layout.height);
        }
        expect(layout.paths).to.have.length(links.length);
        for (const path of layout.paths) expect(path).to.match(/^M[\d.]+,[\d.]+ /u);
      }),
      { numRuns: 60 },
    );
  });

  it('puts what is referred to on the right of what refers to it, where there is room', () => {
    const boxes = ['payment', 'order', 'user'].map((id) => ({ id, width: 100, height: 60 }));
    const links = [
      { from: 'payment', to: 'order' },
      { from: 'order', to: 'user' },
    ];
    const [payment, order, user] = layOut(boxes, links, 1000).boxes.map(({ x }) => x);
    expect([payment, order, user]).to.deep.equal(
      [payment, order, user].toSorted((a, b) => a! - b!),
    );
  });
});
