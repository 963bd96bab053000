import { expect } from 'chai';
import { listOf } from '../../lib/schema/list-of.ts';

describe('listOf', () => {
  it('takes one, several or none', () => {
    expect([listOf('a'), listOf(['a', 'b']), listOf(undefined), listOf(null)]).to.deep.equal([
      ['a'],
      ['a', 'b'],
      [],
      [],
    ]);
  });
});
