import { expect } from 'chai';
import { after, upTo, type KeyColumn } from '../../lib/snapshot/keyset.ts';

const column = (name: string): KeyColumn => ({
  name,
  sql: name,
  asText: name,
  fromText: (text) => text,
});
const [a, b, c] = [column('a'), column('b'), column('c')];

describe('keyset', () => {
  it('compares one column plainly', () => {
    expect(after([a], ['1'], false)).to.deep.equal({ sql: 'a > ?', bindings: ['1'] });
    expect(upTo([a], ['1'], true)).to.deep.equal({ sql: 'a <= ?', bindings: ['1'] });
  });

  it('compares several as a tuple where the database does that by its index', () => {
    expect(after([a, b], ['1', '2'], true).sql).to.equal('(a, b) > (?, ?)');
  });

  it('spells a tuple out elsewhere, narrowing by the first column', () => {
    expect(after([a, b, c], ['1', '2', '3'], false)).to.deep.equal({
      sql: 'a >= ? and ((a > ?) or (a = ? and b > ?) or (a = ? and b = ? and c > ?))',
      bindings: ['1', '1', '1', '2', '1', '2', '3'],
    });
    expect(upTo([a, b], ['1', '2'], false).sql).to.equal(
      'a <= ? and ((a < ?) or (a = ? and b <= ?))',
    );
  });
});
