import { expect } from 'chai';
import { groupBy } from '../lib/group-by.ts';

describe('groupBy', () => {
  it('keeps the order of groups and items, and leaves out what has no key', () => {
    const groups = groupBy(['b1', 'a1', '', 'b2', 'a2', 'b3'], (item) => item[0]);
    expect([...groups]).to.deep.equal([
      ['b', ['b1', 'b2', 'b3']],
      ['a', ['a1', 'a2']],
    ]);
  });
});
