import { expect } from 'chai';
import { pairObjects } from '../../lib/catalog/pair-objects.ts';

describe('pairObjects', () => {
  interface Item {
    readonly name: string | null;
    readonly on: string;
    readonly what: string;
  }
  const item = (name: string | null, what: string, on = 't'): Item => ({ name, on, what });
  const pair = (before: Item[], after: Item[]) =>
    pairObjects(before, after, {
      keyOf: ({ name }) => name ?? undefined,
      looseKeyOf: ({ on }) => on,
    });

  it('pairs by name first', () => {
    const [a, b] = [item('x', '1'), item('x', '2')];
    expect(pair([a], [b])).to.deep.equal({
      pairs: [[a, b]],
      renamed: [],
      onlyBefore: [],
      onlyAfter: [],
    });
  });

  it('pairs what has no name with its equal before it pairs it with what is alike', () => {
    const [one, two, three] = [item(null, '1'), item(null, '2'), item(null, '3')];
    expect(pair([two], [one, { ...two }])).to.deep.include({ onlyAfter: [one], onlyBefore: [] });
    expect(pair([one, two], [{ ...two }, three]).pairs).to.deep.equal([
      [two, two],
      [one, three],
    ]);
    expect(pair([one], [item(null, '1', 'u')])).to.deep.include({ pairs: [], onlyBefore: [one] });
  });

  it('takes what differs in its name alone for renamed', () => {
    const [a, b, c] = [item('a', '1'), item('b', '1'), item('c', '2')];
    expect(pair([a], [b, c])).to.deep.equal({
      pairs: [],
      renamed: [[a, b]],
      onlyBefore: [],
      onlyAfter: [c],
    });
  });
});
