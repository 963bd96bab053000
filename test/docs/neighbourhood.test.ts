import { expect } from 'chai';
import { arrowsAmong, neighbourhoodOf } from '../../lib/docs/neighbourhood.ts';

const arrows = [
  { from: 'payment', to: 'order' },
  { from: 'order', to: 'user' },
  { from: 'user', to: 'user' },
  { from: 'user', to: null },
  { from: 'note', to: 'team' },
];

describe('the neighbourhood of a table', () => {
  it('follows arrows of either direction, for as many steps as asked', () => {
    expect(neighbourhoodOf('order', arrows, 0)).to.deep.equal(['order']);
    expect(neighbourhoodOf('order', arrows, 1)).to.deep.equal(['order', 'payment', 'user']);
    expect(neighbourhoodOf('payment', arrows, 1)).to.deep.equal(['payment', 'order']);
    expect(neighbourhoodOf('payment', arrows, 2)).to.deep.equal(['payment', 'order', 'user']);
    expect(neighbourhoodOf('user', arrows, 9)).to.deep.equal(['user', 'order', 'payment']);
  });

  it('keeps the arrows that have both ends in it', () => {
    expect(arrowsAmong(['user', 'order'], arrows)).to.deep.equal([arrows[1], arrows[2]]);
  });
});
