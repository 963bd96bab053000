import { expect } from 'chai';
import { isRecord } from '../lib/is-record.ts';

describe('isRecord', () => {
  it('takes objects of any kind', () => {
    const records = [{}, { a: 1 }, Object.create(null), new URL('a:b'), new Date()];
    expect(records.filter((value) => !isRecord(value))).to.deep.equal([]);
  });

  it('takes no list, no function, and nothing that is no object', () => {
    const others = [[], null, undefined, '', 'text', 0, true, () => {}, Symbol('a')];
    expect(others.filter(isRecord)).to.deep.equal([]);
  });
});
