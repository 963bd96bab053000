import { expect } from 'chai';
import * as fc from 'fast-check';
import type { Header } from '../../lib/revision/header.ts';
import { orderByInstant, type Sortable, type TieBreaker } from '../../lib/revision/order.ts';

interface Item extends Sortable {
  readonly aliases: readonly string[];
  readonly revises: readonly string[];
}

function item(name: string, instant: number, ...revises: string[]): Item {
  return { instant, aliases: [name, `${instant}_${name}`], revises };
}

const headerOf = ({ revises }: Item): Header => ({
  message: '',
  revision: undefined,
  revises,
  created: undefined,
});

const tieBreaker: TieBreaker<Item> = { aliasesOf: ({ aliases }) => aliases, readHeader: headerOf };

function order(items: readonly Item[]): { ordered: string[]; tied: string[][] } {
  const { ordered, tied } = orderByInstant(items, tieBreaker);
  const nameOf = ({ aliases }: Item): string => aliases[0] ?? '';
  return { ordered: ordered.map(nameOf), tied: tied.map((group) => group.map(nameOf).sort()) };
}

/** The same items in any order. */
function shuffled(items: readonly Item[]): fc.Arbitrary<Item[]> {
  return fc.shuffledSubarray([...items], { minLength: items.length });
}

describe('orderByInstant', () => {
  it('sorts by instant as a number, not as a text', () => {
    const items = [item('c', 1_700_000_000_000), item('a', 999_999_999), item('b', 1_600_000_000)];
    expect(order(items)).to.deep.equal({ ordered: ['a', 'b', 'c'], tied: [] });
  });

  it('puts a chain of one instant in its order, however it is handed in', () => {
    const items = ['a', 'b', 'c', 'd', 'e'].map((name, index, all) =>
      item(name, 5, ...all.slice(Math.max(0, index - 1), index)),
    );
    fc.assert(
      fc.property(shuffled([item('first', 1), ...items, item('last', 9)]), (shuffle) => {
        expect(order(shuffle)).to.deep.equal({
          ordered: ['first', 'a', 'b', 'c', 'd', 'e', 'last'],
          tied: [],
        });
      }),
    );
  });

  it('knows a parent by its file name as well as by its revision', () => {
    expect(order([item('b', 5, '5_a'), item('a', 5)]).ordered).to.deep.equal(['a', 'b']);
  });

  it("knows a parent by its header's revision, where its name has none", () => {
    const [a, b] = [item('a', 5), item('b', 5, 'aaaa')];
    const { ordered, tied } = orderByInstant([b, a], {
      ...tieBreaker,
      readHeader: (one) => ({ ...headerOf(one), revision: one === a ? 'aaaa' : undefined }),
    });
    expect(ordered).to.deep.equal([a, b]);
    expect(tied).to.deep.equal([]);
  });

  it('knows a parent in either form of Unicode', () => {
    const items = [item('b', 5, 'é'.normalize('NFD')), item('é'.normalize('NFC'), 5)];
    expect(order(items)).to.deep.equal({ ordered: ['é', 'b'], tied: [] });
  });

  it('leaves a parent of another instant out of account', () => {
    const items = [item('c', 5, 'b'), item('b', 5, 'a'), item('a', 1)];
    expect(order(items).ordered).to.deep.equal(['a', 'b', 'c']);
  });

  const unsettled: Readonly<Record<string, readonly Item[]>> = {
    'no header says': [item('a', 5), item('b', 5), item('x', 1)],
    'a fork leaves open': [item('a', 5), item('b', 5, 'a'), item('x', 5, 'a')],
    'a cycle contradicts': [item('a', 5, 'b'), item('b', 5, 'a')],
    'one revises itself': [item('a', 5, 'a'), item('b', 5, 'a')],
    'a chain leaves one out': [item('a', 5), item('b', 5, 'a'), item('x', 5)],
  };
  for (const [title, items] of Object.entries(unsettled)) {
    it(`reports as tied what ${title}`, () => {
      const group = items.filter(({ instant }) => instant === 5);
      expect(order(items).tied).to.deep.equal([group.map(({ aliases }) => aliases[0]).sort()]);
    });
  }

  it('reads the headers of tied items only', () => {
    const read: string[] = [];
    orderByInstant([item('a', 1), item('b', 5), item('c', 5, 'b')], {
      ...tieBreaker,
      readHeader(one) {
        read.push(one.aliases[0] ?? '');
        return headerOf(one);
      },
    });
    expect(read.sort()).to.deep.equal(['b', 'c']);
  });

  it('takes a merge for an order: both branches stand before what revises both', () => {
    const items = [item('d', 5, 'b', 'c'), item('c', 5, 'b'), item('b', 5)];
    expect(order(items)).to.deep.equal({ ordered: ['b', 'c', 'd'], tied: [] });
  });

  it('chains a thousand of one instant in under two seconds', () => {
    const items = Array.from({ length: 1000 }, (_, index) => item(`m${index}`, 5, `m${index - 1}`));
    const start = performance.now();
    expect(order(items.toReversed()).ordered.at(-1)).to.equal('m999');
    expect(performance.now() - start).to.be.below(2000);
  });
});
