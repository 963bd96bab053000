import { expect } from 'chai';
import { outOfOrderPolicyOf, problemsOfOrder } from '../../lib/history/out-of-order.ts';

describe('problemsOfOrder', () => {
  const listed = ['a', 'b', 'c'].map((name) => ({ name, item: name }));

  it('finds what is pending before the last that is applied', () => {
    expect(problemsOfOrder(listed, ['c', 'a']).map(({ where }) => where)).to.deep.equal(['b']);
  });

  it('finds nothing where what is pending comes behind, or nothing is applied', () => {
    expect(problemsOfOrder(listed, ['a', 'b'])).to.deep.equal([]);
    expect(problemsOfOrder(listed, [])).to.deep.equal([]);
  });

  it('warns by default, also for a source of somebody else', () => {
    expect(outOfOrderPolicyOf({})).to.equal('warn');
    expect(outOfOrderPolicyOf({ outOfOrder: 'error' })).to.equal('error');
  });
});
