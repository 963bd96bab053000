import { expect } from 'chai';
import { orderByMention } from '../../lib/adopt/baseline-order.ts';

const of = (name: string, text: string) => ({ item: name, name, text });

describe('orderByMention', () => {
  it('puts what is spoken of first, and leaves all else where it was', () => {
    const items = [of('a', 'select * from c'), of('b', ''), of('c', 'public.d'), of('d', '')];
    expect(orderByMention(items)).to.deep.equal(['d', 'c', 'a', 'b']);
  });

  it('takes whole words only', () => {
    expect(orderByMention([of('a', 'bb b_c'), of('b', '')])).to.deep.equal(['a', 'b']);
  });

  it('cuts a circle where it closes', () => {
    expect(orderByMention([of('a', 'b'), of('b', 'a')])).to.deep.equal(['b', 'a']);
  });
});
